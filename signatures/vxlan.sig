name       vxlan
title      Virtual eXtensible Local Area Network
reference  RFC 7348 section 5
groups     tunnel
ports      udp/4789
ndpi       VXLAN
wireshark  vxlan
iana       vxlan

evidence udp packet
  expression ^\x08\x00\x00\x00...\x00
  where length >= 22
