name    urban-vpn
title   Urban VPN
groups  vpn
host    urban-vpn.com urbanvpn.com
