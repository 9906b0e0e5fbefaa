name       sflow
title      sFlow
reference  sFlow version 5
groups     monitoring
ports      udp/6343
ndpi       sFlow
wireshark  sflow
iana       sflow

evidence udp packet
  expression ^\x00\x00\x00\x05\x00\x00\x00[\x01\x02]
  where length >= 28
# Versions 2 and 4.
evidence udp packet weak
  expression ^\x00\x00\x00[\x02\x04]\x00\x00\x00[\x01\x02]
  needs port
