name    take-two
title   Take-Two and 2K
groups  game
host    take2games.com 2k.com
