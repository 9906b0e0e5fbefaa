name    sports-leagues
title   Sports leagues
groups  sports
host    mlb.com mlbstatic.com mlb.tv milb.com nba.com nba.net nfl.com nfl.net nflcdn.com nflplus.com
host    formula1.com f1.com
