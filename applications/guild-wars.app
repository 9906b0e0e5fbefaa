name    guild-wars
title   Guild Wars
groups  game
host    guildwars2.com guildwars.com arena.net arenanetworks.com ncplatform.net ncsoft.com plaync.com
ndpi    Guildwars
