name    niconico
title   Niconico
groups  video streaming
host    nicovideo.jp nimg.jp nico.ms
