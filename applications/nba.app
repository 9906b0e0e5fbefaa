name    nba
title   NBA
groups  sports video
host    nba.com nba.net
