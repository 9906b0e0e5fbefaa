name    rovio
title   Rovio
groups  game
host    rovio.com angrybirds.com
