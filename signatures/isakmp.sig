name       isakmp
title      Internet Key Exchange and IPsec NAT traversal
reference  RFC 7296 section 3.1, RFC 2408, RFC 3948
groups     vpn security
ports      udp/500 udp/4500
ndpi       IPSec
wireshark  isakmp
iana       isakmp ipsec-nat-t

# Versions 2.0 and 1.0: the length of the message at its place.
evidence udp packet
  expression ^.
  where u32be(24) == length and u8(17) == 0x10 and u32be(0) != 0 and u8(18) in 1..34 and length >= 28
evidence udp packet
  expression ^.
  where u32be(24) == length and u8(17) == 0x20 and u32be(0) != 0 and u8(18) in 34..50
# Behind the marker of NAT traversal.
evidence udp packet
  expression ^\x00\x00\x00\x00
  where u32be(28) == length - 4 and u8(22) in 1..50 and u32be(4) != 0
evidence udp packet weak
  expression ^\xff$
  needs port
