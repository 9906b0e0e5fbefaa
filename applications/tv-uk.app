name    tv-uk
title   British television
groups  video streaming
host    itv.com itvstatic.com channel4.com c4assets.com
