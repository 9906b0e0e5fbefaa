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
  expression ^\x04[\x00-\x0a].[\x00-\x03](\x10\x00..\x00\x00\xa0\xde\x97\x6c\xd1\x11|\x00\x00..\xde\xa0\x00\x00\x6c\x97\x11\xd1)
