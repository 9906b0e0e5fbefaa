name    rocky-linux
title   Rocky Linux
groups  update operating-system
host    rockylinux.org resf.org
