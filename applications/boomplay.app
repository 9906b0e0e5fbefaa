name    boomplay
title   Boomplay
groups  music streaming
host    boomplay.com boomplaymusic.com
