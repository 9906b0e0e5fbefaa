name    mango-tv
title   Mango TV
groups  video streaming
host    mgtv.com hitv.com hunantv.com
