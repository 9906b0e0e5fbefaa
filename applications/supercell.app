name    supercell
title   Supercell
groups  game
host    supercell.com supercell.net clashofclans.com clashroyaleapp.com brawlstarsgame.com brawlstars.com
host    boombeachgame.com haydaygame.com clashofclansgame.com
