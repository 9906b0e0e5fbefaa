name       wake-on-lan
title      Wake-on-LAN
reference  AMD Magic Packet Technology, white paper 20213
groups     networking
ports      udp/9 udp/7
wireshark  wol

# Six bytes of ones, then the same address sixteen times.
evidence udp packet
  expression ^\xff\xff\xff\xff\xff\xff
  where length in 102..108 and u32be(6) == u32be(12) and u16be(10) == u16be(16) and u32be(6) == u32be(96) and u32be(8) == u32be(98)
