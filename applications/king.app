name    king
title   King and Candy Crush
groups  game
host    king.com midasplayer.com
