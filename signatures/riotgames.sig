name       riotgames
title      Riot Games
reference  from the bytes: the tail of its latency probes, the head of a match
groups     game
ndpi       RiotGames

evidence udp packet
  expression ^.
  where length == 36 and u32be(-8) == 0xaaaaaaaa and u32be(-4) == 0xbbbbbbbb
# A match: checksum, cookie, kind 1, an empty table, what is encrypted.
evidence udp client
  expression ^........\x01\x00{27}
  where length == 53 and u8(36) != 0
