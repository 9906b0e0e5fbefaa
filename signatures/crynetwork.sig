name       crynetwork
title      CryEngine network
reference  from the bytes: the first message of a client, of fixed length
groups     game
ports      udp/64087
ndpi       CryNetwork

evidence udp packet
  expression ^\x3c\x00\x00
  where length == 70 and u32be(5) == 0 and u32be(9) == 0 and u32le(16) == 1 and u32le(20) == 7
