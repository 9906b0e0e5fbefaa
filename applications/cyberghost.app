name    cyberghost
title   CyberGhost
groups  vpn
host    cyberghostvpn.com cyberghost.ro cyberghostvpn.de
