name       mdns
title      Multicast DNS
reference  RFC 6762 section 18
groups     naming discovery
ports      udp/5353
quality    great
ndpi       MDNS
wireshark  mdns
iana       mdns

# Questions, and answers with at least one record; then a name's first label, or the root.
evidence udp packet
  expression ^..[\x00-\x03][\x00\x10\x20]\x00[\x01-\xff]\x00.\x00.\x00.(\x00\x00|[\x01-\x3f][^\x00])
  expression ^..[\x80-\x87][\x00\x10\x20\x80]\x00[\x00-\x40]\x00[\x01-\xff]\x00.\x00.(\x00\x00|[\x01-\x3f][^\x00])
  where port == 5353
