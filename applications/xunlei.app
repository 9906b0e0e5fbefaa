name    xunlei
title   Xunlei
groups  p2p storage
host    xunlei.com sandai.net xunlei.net
