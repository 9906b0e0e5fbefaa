name    purevpn
title   PureVPN
groups  vpn
host    purevpn.com pointtoserver.com purevpn.net gaditek.com
