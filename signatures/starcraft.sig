name       starcraft
title      Battle.net log-in of StarCraft II
reference  from the bytes
groups     game
ports      tcp/1119 udp/1119
ndpi       Starcraft

evidence tcp client weak
  expression ^\x4a\x00\x00\x0a\x66\x02
  needs port
