name    captive-portal
title   Connectivity checks
groups  networking
host    captive.apple.com detectportal.firefox.com nmcheck.gnome.org connectivity-check.ubuntu.com
host    captive.roku.com connectivitycheck.platform.hicloud.com connect.rom.miui.com neverssl.com
host    conn-service-us-04.allawnos.com wifi.vivo.com.cn
ndpi    Apple
