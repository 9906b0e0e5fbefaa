name       kung-fu
title      World of Kung Fu
reference  no public specification; the marks that nDPI knows
groups     game
ndpi       WorldOfKungFu

evidence tcp packet
  expression ^\x0c\x00\x00\x00\xd2\x00\x0c\x00.\x16\x00\x00..\x00\x00$
  where length == 16
