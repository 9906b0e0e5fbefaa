name       riotgames
title      Riot Games
reference  from the bytes: the tail of its latency probes
groups     game
ndpi       RiotGames

evidence udp packet
  expression ^.
  where length == 36 and u32be(-8) == 0xaaaaaaaa and u32be(-4) == 0xbbbbbbbb
