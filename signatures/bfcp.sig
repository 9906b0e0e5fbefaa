name       bfcp
title      Binary Floor Control Protocol
reference  RFC 8855 section 5.1
groups     voip
ports      tcp/5070 udp/5070
ndpi       BFCP
wireshark  bfcp

evidence either packet weak
  expression ^[\x20\x28\x40\x48\x50][\x01-\x12]
  where u16be(2) * 4 + 12 == length
  needs other-side second-packet
