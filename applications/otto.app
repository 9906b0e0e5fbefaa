name    otto
title   OTTO
groups  shopping
host    otto.de otto.static-shops.de
