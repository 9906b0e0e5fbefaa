name       dhcpv6
title      Dynamic Host Configuration Protocol for IPv6
reference  RFC 8415 section 8
groups     networking
ports      udp/546 udp/547
ndpi       DHCPV6
wireshark  dhcpv6
iana       dhcpv6-client dhcpv6-server

evidence udp packet weak
  expression ^[\x01-\x0b\x0e-\x24]...\x00[\x01-\x7f]
  where u16be(6) <= length - 8
  needs port
# Relayed: hop count, two addresses, then options.
evidence udp packet weak
  expression ^[\x0c\x0d][\x00-\x20]
  where u8(34) == 0 and length >= 38
  needs port
