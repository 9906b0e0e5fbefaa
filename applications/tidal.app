name    tidal
title   TIDAL
groups  music streaming
host    tidal.com tidalhifi.com wimpmusic.com aspiro.com
ndpi    Tidal
