name    cactus-vpn
title   CactusVPN
groups  vpn
host    cactusvpn.com
ndpi    CactusVPN
