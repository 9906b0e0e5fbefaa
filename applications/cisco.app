name    cisco
title   Cisco
groups  security vpn
host    cisco.com cisco.io ciscoconnectdna.com sourcefire.com talosintelligence.com duosecurity.com duo.com
host    snort.org cisco-images.com thousandeyes.com
