name       doom3
title      Doom 3, Quake 4 and their kin
reference  id Software, connectionless packets of id Tech 4
groups     game
ports      udp/27666

evidence udp packet
  expression ^\xff\xff(getInfo|infoResponse|getChallenge|challenge|challengeResponse|connect|connectResponse|authKey|print)\x00
