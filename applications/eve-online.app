name    eve-online
title   EVE Online
groups  game
host    eveonline.com evetech.net ccpgames.com evepc.163.com
