name    baidu-pan
title   Baidu Wangpan
groups  storage
host    pan.baidu.com pcs.baidu.com baidupcs.com baidupan.com yun.baidu.com
