name    dota2
title   Dota 2
groups  game
host    dota2.com
ndpi    Dota2
