name       wild-rift
title      League of Legends: Wild Rift
reference  no public specification; the marks that nDPI knows
groups     game
ndpi       LoLWildRift

evidence udp packet
  expression ^\x01\x02\xc8\x41.{14}A0B1$
  where length == 22
