name    atlas-vpn
title   Atlas VPN
groups  vpn
host    atlasvpn.com
