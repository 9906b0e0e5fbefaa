name    jio
title   Jio
groups  web
host    jio.com jio.in ril.com
