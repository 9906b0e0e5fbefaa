name    gitee
title   Gitee
groups  developer version-control
host    gitee.com gitee.io oschina.net
