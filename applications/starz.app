name    starz
title   Starz
groups  video streaming
host    starz.com starzplay.com starz.tv lionsgateplus.com
