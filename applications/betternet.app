name    betternet
title   Betternet
groups  vpn
host    betternet.co freevpn.us
