name    turbo-vpn
title   Turbo VPN
groups  vpn
host    turbovpn.com turbovpn.co inconnecting.com
