name    netskope
title   Netskope
groups  vpn security
host    netskope.com goskope.com netskope.io
