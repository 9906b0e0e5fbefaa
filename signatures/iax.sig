name       iax
title      Inter-Asterisk eXchange 2
reference  RFC 5456 section 8
groups     voip
ports      udp/4569
ndpi       IAX
wireshark  iax2
iana       iax

# A new call, registration or poke: full frame of type IAX, both sequence numbers 0.
evidence udp packet
  expression ^[\x80-\xff].\x00\x00
  where u16be(8) == 0 and u8(10) == 6 and u8(11) in 1..40
evidence udp packet weak
  expression ^[\x80-\xff]
  where u8(10) in 1..12 and length >= 12
  needs port
