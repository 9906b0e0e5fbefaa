name       crossfire-play
title      Crossfire in play
reference  no public specification; the mark that nDPI knows
groups     game
ndpi       Crossfire

evidence udp packet
  expression ^\xc7\xd9\x19\x99\x02\x00
  where length == 25
