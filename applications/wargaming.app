name    wargaming
title   Wargaming
groups  game
host    wargaming.net worldoftanks.com worldoftanks.eu worldoftanks.asia worldofwarships.com
host    worldofwarships.eu worldofwarplanes.com wotblitz.com wgcdn.co wgcdn.net lesta.ru tanki.su
host    wotblitz.eu
