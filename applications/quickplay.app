name    quickplay
title   Quickplay
groups  video streaming
host    quickplay.com
