name    airvpn
title   AirVPN
groups  vpn
host    airvpn.org airdns.org
