name    world-of-warcraft-web
title   World of Warcraft
groups  game
host    worldofwarcraft.com
ndpi    WorldOfWarcraft
