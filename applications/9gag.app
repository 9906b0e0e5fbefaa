name    9gag
title   9GAG
groups  social photo
host    9gag.com 9cache.com
