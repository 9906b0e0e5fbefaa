name    pluralsight
title   Pluralsight
groups  education video
host    pluralsight.com pluralsight.imgix.net pluralsight2.imgix.net
host    zn6qzq6caaucudesr-pluralsight.siteintercept.qualtrics.com acloudguru.com
ndpi    Pluralsight
