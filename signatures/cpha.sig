name       cpha
title      Check Point High Availability
reference  from the bytes: magic 1a 90
groups     cluster
ports      udp/8116
ndpi       CPHA
wireshark  cpha
iana       cp-cluster

evidence udp packet weak
  expression ^\x1a\x90
  needs port
