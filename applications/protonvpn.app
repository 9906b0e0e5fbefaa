name    protonvpn
title   Proton VPN
groups  vpn
host    protonvpn.com protonvpn.ch vpn-api.proton.me protonvpn.net vpn.proton.me
ndpi    ProtonVPN
