name    kugou
title   KuGou
groups  music streaming
host    kugou.com kugou.net
ndpi    Tencent
