name    sina
title   Sina
groups  web news
host    sina.com.cn sina.com sina.cn sinajs.cn sinaedge.com sinaapp.com sinastorage.com sinacloud.net
ndpi    Sina
