name    iqiyi
title   iQIYI
groups  video streaming
host    iqiyi.com iq.com qiyi.com qiyipic.com iqiyipic.com 71.am 71edge.com ppstream.com pps.tv qy.net
host    ppsimg.com
ndpi    iQIYI
