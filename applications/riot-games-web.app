name    riot-games-web
title   Riot Games
groups  game
host    riotgames.com leagueoflegends.com riotcdn.net playvalorant.com pvp.net lolesports.com rgpub.io
host    leagueoflegends.co.kr lolstatic-a.akamaihd.net lolstatic.com teamfighttactics.com playruneterra.com
host    riotforgegames.com
ndpi    RiotGames LoLWildRift
