name    zerotier
title   ZeroTier
groups  vpn
host    zerotier.com
