name    douban
title   Douban
groups  social reference
host    douban.com doubanio.com
