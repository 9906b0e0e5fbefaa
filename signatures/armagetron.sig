name       armagetron
title      Armagetron Advanced
reference  from the bytes: log-in and big server requests
groups     game
ports      udp/4534
ndpi       Armagetron

evidence udp packet
  expression ^\x00[\x0b\x18\x1b\x32\x33\x35]
  where u8(1) == 11 and u16be(4) == 3 and u16be(-2) == 0 and length in 8..64
