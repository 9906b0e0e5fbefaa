name    openvpn-web
title   OpenVPN
groups  vpn
host    openvpn.net openvpn.com openvpn.org openvpn.tech
ndpi    OpenVPN
