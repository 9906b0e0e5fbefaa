name       olsr
title      Optimized Link State Routing
reference  RFC 3626 section 3.3
groups     routing
ports      udp/698
wireshark  olsr
iana       olsr

# Length of the packet, its number, then messages: kind, validity, size.
evidence udp packet weak
  expression ^....[\x01-\x04\x81\x82\xc9\xca]
  where u16be(0) == length and u16be(6) <= length - 4 and u16be(6) >= 12
  needs port
