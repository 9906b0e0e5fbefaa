name       mdns
title      Multicast DNS
reference  RFC 6762 section 18
groups     naming discovery
ports      udp/5353
quality    great
ndpi       MDNS
wireshark  mdns
iana       mdns

evidence udp packet
  expression ^..[\x00-\x04\x80-\x84].[\x00-\x03].[\x00-\x03].\x00.\x00.
  where port == 5353 and length >= 12
