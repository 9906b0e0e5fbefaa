name    mod-sites
title   Game mods
groups  game
host    curseforge.com forgecdn.net curse.com nexusmods.com modrinth.com overwolf.com
