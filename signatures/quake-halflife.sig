name       quake-halflife
title      Quake, Half-Life and engines made from theirs
reference  id Software, connectionless packets
groups     game
ports      udp/27960 udp/27500 udp/27910 udp/26000
ndpi       Quake
wireshark  quake quake2 quake3 quakeworld
iana       quake

evidence udp packet
  expression ^\xff\xff\xff\xff(getinfo|getstatus|getchallenge|getservers|getserversExt|getserversResponse|statusResponse|infoResponse|challengeResponse|connectResponse|connect |status|info|challenge|rcon |print\n|details|players)
