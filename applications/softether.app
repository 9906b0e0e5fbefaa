name    softether
title   SoftEther VPN
groups  vpn
host    softether.org softether.com softether.net vpngate.net vpnazure.net softether-network.net open.ad.jp
host    vpngate.jp
ndpi    Softether
