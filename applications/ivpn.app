name    ivpn
title   IVPN
groups  vpn
host    ivpn.net
