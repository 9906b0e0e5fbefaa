name    netease-games
title   NetEase Games
groups  game
host    easebar.com neteasegames.com nie.netease.com game.163.com games.163.com nie.163.com gsf.netease.com
host    marvelrivals.com id5.163.com
ndpi    NetEaseGames
