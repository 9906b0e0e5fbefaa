name    dji
title   DJI
groups  iot photo
host    dji.com djicdn.com djiservice.org djivideos.com skypixel.com djiops.com
