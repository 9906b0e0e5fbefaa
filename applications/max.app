name    max
title   Max and HBO
groups  video streaming
host    max.com hbomax.com hbo.com hbogo.com hbonow.com hbomaxcdn.com hbo.map.fastly.net discomax.com
host    hbogoasia.com hbomaxdash.s.llnwi.net warnermediacdn.com hbogo.eu hboeurope.com
ndpi    HBO
