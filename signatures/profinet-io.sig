name       profinet-io
title      PROFINET IO context manager
reference  IEC 61158-6-10; PROFINET over connectionless DCE/RPC
groups     industrial rpc
ports      udp/34964
quality    great
ndpi       PROFINET_IO
wireshark  pn_io
iana       profinet-cm

evidence udp packet
  expression ^\x04[\x00-\x0a].[\x00-\x03]\x10\x00
  where u32be(8) == 0x0000a0de and u32be(12) == 0x976cd111
evidence udp packet
  expression ^\x04[\x00-\x0a].[\x00-\x03]\x00\x00
  where u32be(8) == 0xdea00000 and u32be(12) == 0x6c9711d1
