name       beckhoff-ads
title      Beckhoff ADS over AMS/TCP
reference  Beckhoff, ADS/AMS specification
groups     industrial
ports      tcp/48898
ndpi       BeckhoffADS
wireshark  ams

evidence tcp packet
  expression ^\x00\x00...\x00
  where u32le(2) == length - 6 and u16le(22) in 1..9 and u16le(24) in 4..15
