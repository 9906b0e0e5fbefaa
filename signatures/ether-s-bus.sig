name       ether-s-bus
title      SAIA Ether-S-Bus
reference  from the bytes: a length, a version, a kind of telegram
groups     industrial
ports      udp/5050
ndpi       Ether-S-Bus
wireshark  sbus

evidence udp packet weak
  expression ^\x00\x00..[\x00\x01][\x00\x01]
  where u32be(0) == length and u8(8) <= 2
  needs port
