name    vyprvpn
title   VyprVPN
groups  vpn
host    vyprvpn.com goldenfrog.com goldenfrog.biz
