name    wireguard-web
title   WireGuard
groups  vpn
host    wireguard.com
