name       warcraft3
title      Warcraft III
reference  from the bytes: f7, a message, a length
groups     game
ports      tcp/6112 udp/6112
ndpi       Warcraft3

evidence either packet weak
  expression ^\xf7[\x01-\x7f]
  where u16le(2) == length
  needs port other-side
