name    joox
title   JOOX
groups  music streaming
host    joox.com
ndpi    Tencent
