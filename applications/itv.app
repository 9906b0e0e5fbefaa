name    itv
title   ITV
groups  video streaming
host    itv.com itvstatic.com
