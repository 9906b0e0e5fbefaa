name    molotov
title   Molotov
groups  video streaming
host    molotov.tv
