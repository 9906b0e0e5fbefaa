name    ernie
title   Ernie Bot
groups  ai
host    yiyan.baidu.com ernie.baidu.com wenxin.baidu.com
