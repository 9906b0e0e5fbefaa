name       dhcp
title      Dynamic Host Configuration Protocol
reference  RFC 2131 section 2, RFC 951
groups     networking
ports      udp/67 udp/68
ndpi       DHCP
wireshark  dhcp
iana       bootps bootpc

evidence udp packet
  expression ^[\x01\x02]
  where u32be(236) == 0x63825363
# BOOTP, from before the cookie.
evidence udp packet weak
  expression ^[\x01\x02][\x01-\x20][\x00-\x10]
  where length >= 236
  needs port
