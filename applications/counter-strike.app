name    counter-strike
title   Counter-Strike
groups  game
host    counter-strike.net
