name    windscribe
title   Windscribe
groups  vpn
host    windscribe.com windscribe.net
ndpi    Windscribe
