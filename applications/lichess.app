name    lichess
title   Lichess
groups  game
host    lichess.org lichess1.org lichess.dev
