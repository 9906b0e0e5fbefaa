name    baidu
title   Baidu
groups  search web
host    baidu.com bdstatic.com bcebos.com bdimg.com baidubce.com hao123.com bdurl.net shifen.com
host    baidustatic.com bdydns.com jomodns.com baidu.jp baidu.cn duapps.com bdydns.net bcedns.com
