name    sentinelone
title   SentinelOne
groups  security
host    sentinelone.net sentinelone.com
