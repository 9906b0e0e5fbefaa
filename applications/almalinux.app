name    almalinux
title   AlmaLinux
groups  update operating-system
host    almalinux.org
