name    xvideos
title   XVideos
groups  adult video
host    xvideos.com xvideos-cdn.com xvideos2.com xvideos.es
ndpi    AdultContent
