name       guildwars-play
title      Guild Wars in play
reference  no public specification; the marks that nDPI knows
groups     game
ports      tcp/6112
ndpi       Guildwars

evidence tcp client
  expression ^.\x05\x0c.{47}@2&P
  where length == 64
evidence tcp client
  expression ^.\x04\x0c.\xa6\x72..\x01...\x04
  where length == 16
evidence tcp client
  expression ^\x01\x00...\xf1\x00\x10\x00\x01
  where length == 21
