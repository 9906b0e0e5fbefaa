name    sling
title   Sling TV
groups  video streaming
host    sling.com movetv.com sling.tv
