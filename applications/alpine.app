name    alpine
title   Alpine Linux
groups  update operating-system
host    alpinelinux.org
