name    epic-games-web
title   Epic Games
groups  game shopping
host    epicgames.com epicgames.dev unrealengine.com fortnite.com epicgames.net
host    easyanticheat.net easy.ac eac-cdn.com eossdk.com epicgames-download1.akamaized.net fallguys.com
host    rocketleague.com psyonix.com unrealtournament.com
ndpi    EpicGames
