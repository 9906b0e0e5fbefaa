name    mixcloud
title   Mixcloud
groups  music streaming
host    mixcloud.com
