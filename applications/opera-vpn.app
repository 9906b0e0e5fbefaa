name    opera-vpn
title   Opera VPN
groups  vpn proxy
host    sec-tunnel.com opera-proxy.net surfeasy.com
ndpi    OperaVPN
