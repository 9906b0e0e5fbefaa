name    gameloft
title   Gameloft
groups  game
host    gameloft.com
