name    crossfire
title   CrossFire
groups  game
host    z8games.com crossfirestars.com smilegate.com smilegatemegaport.com
ndpi    Crossfire
