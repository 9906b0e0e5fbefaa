name       tzsp
title      TaZmen Sniffer Protocol
reference  no public specification; header and tags as Wireshark reads them
groups     monitoring tunnel
ports      udp/37008
wireshark  tzsp

evidence udp packet weak
  expression ^\x01[\x00-\x04]\x00[\x01\x12\x69\x6e\x77\x7f](\x00|[\x0a-\x0d\x11\x12\x28\x29\x3c\x50]..?.?.?.?.?)*\x01
  needs port
