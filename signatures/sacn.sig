name       sacn
title      Streaming ACN
reference  ANSI E1.31
groups     building
ports      udp/5568
wireshark  acn
iana       sdt

evidence udp packet
  expression ^\x00\x10\x00\x00ASC-E1\.17\x00
