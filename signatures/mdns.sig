name       mdns
title      Multicast DNS
reference  RFC 6762 section 18
groups     naming discovery
ports      udp/5353
quality    great
ndpi       MDNS
wireshark  mdns
iana       mdns

evidence udp packet weak
  expression ^..[\x00\x84\x04\x80][\x00\x80]\x00[\x00-\x7f][\x00-\x03].[\x00-\x03].\x00.
  where length >= 12 and u16be(2) != 0x0100
  needs port
