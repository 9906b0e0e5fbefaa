name    cachefly
title   CacheFly
groups  cdn
host    cachefly.net cachefly.com
ndpi    Cachefly
