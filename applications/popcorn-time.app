name    popcorn-time
title   Popcorn Time
groups  video p2p
host    popcorn-time.to popcorntime.app popcorntime.io
