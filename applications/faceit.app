name    faceit
title   FACEIT
groups  game
host    faceit.com faceit-cdn.net esea.net
