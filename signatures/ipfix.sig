name       ipfix
title      IP Flow Information Export
reference  RFC 7011 section 3.1
groups     monitoring
ports      udp/4739 tcp/4739
ndpi       NetFlow
wireshark  cflow
iana       ipfix

evidence either packet
  expression ^\x00\x0a
  where u16be(2) == length and u32be(4) > 0x38000000 and u16be(18) <= length - 16 and length >= 20
