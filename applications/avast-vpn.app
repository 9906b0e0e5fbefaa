name    avast-vpn
title   Avast SecureLine
groups  vpn
host    secureline.avast.com
