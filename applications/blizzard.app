name    blizzard
title   Blizzard Battle.net
groups  game
host    battle.net blizzard.com blizzard.cn blz-contentstack.com bnet.163.com battlenet.com.cn
host    blzddist1-a.akamaihd.net blzddistkr1-a.akamaihd.net blzstatic.com bnetcmsus-a.akamaihd.net
host    bnetproduct-a.akamaihd.net playhearthstone.com diablo.com playoverwatch.com starcraft2.com
host    overwatchleague.com
