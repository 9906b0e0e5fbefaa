name    ultrasurf
title   UltraSurf
groups  vpn proxy
host    ultrasurf.us wujieliulan.com ultrareach.com
ndpi    UltraSurf
