name    nordvpn
title   NordVPN
groups  vpn
host    nordvpn.com nordcdn.com nordvpn.net nordaccount.com nordsec.com nordlayer.com nordpass.com
host    nordvpn.jp nordlocker.com
ndpi    NordVPN
