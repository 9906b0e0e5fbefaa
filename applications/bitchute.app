name    bitchute
title   BitChute
groups  video streaming
host    bitchute.com
