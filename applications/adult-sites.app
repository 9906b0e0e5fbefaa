name    adult-sites
title   Adult sites
groups  adult video
host    youporn.com ypncdn.com redtube.com rdtcdn.com spankbang.com sb-cd.com livejasmin.com dditscdn.com
host    bongacams.com bcccdn.com xnxx.com xnxx-cdn.com
ndpi    AdultContent
