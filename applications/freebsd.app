name    freebsd
title   FreeBSD
groups  update operating-system
host    freebsd.org
