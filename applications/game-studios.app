name    game-studios
title   Makers of games
groups  game
host    bethesda.net zenimax.com bethsoft.com elderscrolls.com embark-studios.com reachthefinals.com
host    gameloft.com runescape.com jagex.com king.com midasplayer.com nexon.com nexon.net nexoncdn.co.kr
host    nexon.co.jp nexon.co.kr nianticlabs.com pokemongolive.com nianticlabs.net nianticlabs.co
host    pokemongo.com nianticspatial.com rockstargames.com rsg.sc rockstarnorth.com gtav.com rovio.com
host    angrybirds.com square-enix.com finalfantasyxiv.com square-enix-games.com playonline.com ffxiv.com
host    take2games.com 2k.com zynga.com zyngagames.com eveonline.com evetech.net ccpgames.com evepc.163.com
host    faceit.com faceit-cdn.net esea.net
