name    openwrt
title   OpenWrt
groups  update operating-system
host    openwrt.org
