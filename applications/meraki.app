name    meraki
title   Cisco Meraki
groups  networking
host    meraki.com meraki.cn meraki.net.cn
