name    mapbox
title   Mapbox
groups  maps developer
host    mapbox.com mapbox.cn
