name    usenet
title   Usenet providers
groups  file-transfer
host    giganews.com supernews.com newshosting.com easynews.com eweka.nl
ndpi    Usenet
