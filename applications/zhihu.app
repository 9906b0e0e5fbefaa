name    zhihu
title   Zhihu
groups  social reference
host    zhihu.com zhimg.com
