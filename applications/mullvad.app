name    mullvad
title   Mullvad VPN
groups  vpn
host    mullvad.net mullvad.org
ndpi    Mullvad
