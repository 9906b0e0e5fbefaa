name    nfl
title   NFL
groups  sports video
host    nfl.com nfl.net nflcdn.com nflplus.com
