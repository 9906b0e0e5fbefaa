name    boosteroid
title   Boosteroid
groups  game
host    boosteroid.com
