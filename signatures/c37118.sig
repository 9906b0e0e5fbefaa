name       c37118
title      Synchrophasors
reference  IEEE C37.118.2 section 6
groups     industrial
ports      tcp/4712 udp/4713
ndpi       IEEE-C37118
wireshark  synphasor

evidence either packet
  expression ^\xaa[\x01\x02\x11\x12\x21\x22\x31\x32\x41\x42\x51\x52]
  where u16be(2) == length
