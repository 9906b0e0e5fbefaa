name    psiphon
title   Psiphon
groups  vpn proxy
host    psiphon.ca psiphon3.com psiphon.net psiphonhealthyliving.com psiphontoday.com
ndpi    Psiphon
