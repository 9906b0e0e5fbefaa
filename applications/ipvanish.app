name    ipvanish
title   IPVanish
groups  vpn
host    ipvanish.com stackpathvpn.com
