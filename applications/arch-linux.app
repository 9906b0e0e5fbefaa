name    arch-linux
title   Arch Linux
groups  update operating-system
host    archlinux.org archlinuxarm.org manjaro.org
