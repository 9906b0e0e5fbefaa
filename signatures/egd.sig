name       egd
title      Ethernet Global Data
reference  GE GFK-2224, EGD PDU
groups     industrial
ports      udp/18246
ndpi       EthernetGlobalData
wireshark  egd

evidence udp packet weak
  expression ^\x0d\x01
  where length >= 32
  needs port
