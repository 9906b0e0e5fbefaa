name    mlb
title   MLB
groups  sports video
host    mlb.com mlbstatic.com mlb.tv milb.com
