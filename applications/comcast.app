name    comcast
title   Comcast Xfinity
groups  web video
host    xfinity.com comcast.net comcast.com xfinity.net
