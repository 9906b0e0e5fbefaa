name    viu
title   Viu
groups  video streaming
host    viu.com viu.tv
