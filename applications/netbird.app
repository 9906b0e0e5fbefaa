name    netbird
title   NetBird
groups  vpn
host    netbird.io wiretrustee.com
