name    netbsd
title   NetBSD
groups  update operating-system
host    netbsd.org
