name    openbsd
title   OpenBSD
groups  update operating-system
host    openbsd.org
