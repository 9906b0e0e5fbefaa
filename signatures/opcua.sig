name       opcua
title      OPC Unified Architecture
reference  OPC 10000-6 section 7
groups     industrial
ports      tcp/4840
ndpi       OPC-UA
wireshark  opcua
iana       opcua-tcp

evidence tcp packet
  expression ^(HEL|ACK|ERR|RHE|OPN|CLO|MSG)[FCA]
  where u32le(4) >= length and u32le(4) <= 16777216
