name       worldofwarcraft
title      World of Warcraft
reference  from the bytes: the world server's greeting, the log-in challenge
groups     game
ports      tcp/3724
ndpi       WorldOfWarcraft

evidence tcp packet
  expression ^[\x00-\xff]{0,2}WORLD OF WARCRAFT CONNECTION
evidence tcp client
  expression ^\x00[\x02-\x08]..WoW\x00
  where u16le(2) == length - 4
