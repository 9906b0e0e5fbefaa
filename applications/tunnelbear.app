name    tunnelbear
title   TunnelBear
groups  vpn
host    tunnelbear.com tunnelbear.net polargrizzly.com lazerpenguin.com
ndpi    TunnelBear
