name    hidemyass
title   HMA
groups  vpn
host    hidemyass.com hma.com hmageo.com
