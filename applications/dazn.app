name    dazn
title   DAZN
groups  video streaming sports
host    dazn.com indazn.com daznservices.com dazndn.com dazn-api.com daznedge.net dazn.de intl-dazn.com
host    dca-ll-livedazn-dznlivejp.s.llnwi.net
ndpi    Dazn
