name    torguard
title   TorGuard
groups  vpn
host    torguard.net torguard.com
