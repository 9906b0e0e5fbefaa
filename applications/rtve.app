name    rtve
title   RTVE
groups  video news
host    rtve.es
