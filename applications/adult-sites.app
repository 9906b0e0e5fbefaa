name    adult-sites
title   Adult sites
groups  adult video
host    youporn.com ypncdn.com redtube.com rdtcdn.com spankbang.com sb-cd.com livejasmin.com dditscdn.com
host    bongacams.com bcccdn.com xnxx.com xnxx-cdn.com chaturbate.com mmcdn.com cbvideo.com stripchat.com
host    stripcdn.com strpst.com stripst.com stripchat.global xhamster.com xhcdn.com xhamsterlive.com
host    xhamster.desi xhamster2.com ahcdn.com xvideos.com xvideos-cdn.com xvideos2.com xvideos.es
ndpi    AdultContent
