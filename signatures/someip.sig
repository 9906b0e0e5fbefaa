name       someip
title      SOME/IP
reference  AUTOSAR, SOME/IP protocol specification section 4
groups     industrial automotive rpc
ports      udp/30490 udp/30501 tcp/30501
ndpi       SOMEIP
wireshark  someip

evidence either packet
  expression ^........
  where u32be(4) == length - 8 and u8(12) == 1 and length >= 16 and u8(14) & 0x5c == 0 and u8(15) <= 0x0a and u16be(0) > 0
