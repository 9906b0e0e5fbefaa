name    hotspot-shield
title   Hotspot Shield
groups  vpn
host    hotspotshield.com hsselite.com anchorfree.com anchorfree.us hss-api.us northghost.com afsdk.com
ndpi    HotspotShield
