name       rmcp
title      Remote Management Control Protocol, IPMI
reference  DMTF DSP0136 section 3.2, IPMI 2.0 section 13
groups     monitoring
ports      udp/623
ndpi       RMCP
wireshark  rmcp
iana       asf-rmcp

evidence udp packet
  expression ^\x06\x00[\x00-\xff][\x06-\x08]
  where length >= 12 and u8(2) == 0xff
evidence udp packet weak
  expression ^\x06\x00[\x00-\xff][\x06-\x08\x86]
  needs port
