name    world-of-warcraft-web
title   World of Warcraft
groups  game
host    worldofwarcraft.com wowhead.com raider.io warcraftlogs.com wow.zamimg.com
ndpi    WorldOfWarcraft
