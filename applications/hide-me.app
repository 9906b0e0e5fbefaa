name    hide-me
title   hide.me
groups  vpn
host    hide.me hideservers.net
