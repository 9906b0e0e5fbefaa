name       teredo
title      Teredo
reference  RFC 4380 section 5.1.1
groups     tunnel
ports      udp/3544
ndpi       Teredo
wireshark  teredo
iana       teredo

# A bare IPv6 packet, or one behind authentication or origin.
evidence udp packet weak
  expression ^\x60\x00\x00\x00
  where u16be(4) == length - 40
  needs port
evidence udp packet weak
  expression ^\x00[\x00\x01]
  where length >= 48
  needs port
