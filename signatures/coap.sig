name       coap
title      Constrained Application Protocol
reference  RFC 7252 section 3
groups     iot web
ports      udp/5683
ndpi       COAP
wireshark  coap
iana       coap

# A request for /.well-known/core, which needs no port to be known.
evidence udp packet
  expression ^[\x40\x50]\x01
  where u8(4) == 0xbb and u32be(5) == 0x2e77656c and u32be(9) == 0x6c2d6b6e
evidence udp packet
  expression ^[\x41\x51]\x01
  where u8(5) == 0xbb and u32be(6) == 0x2e77656c and u32be(10) == 0x6c2d6b6e
evidence udp packet
  expression ^[\x42\x52]\x01
  where u8(6) == 0xbb and u32be(7) == 0x2e77656c and u32be(11) == 0x6c2d6b6e
evidence udp packet
  expression ^[\x44\x54]\x01
  where u8(8) == 0xbb and u32be(9) == 0x2e77656c and u32be(13) == 0x6c2d6b6e
evidence udp packet
  expression ^[\x48\x58]\x01
  where u8(12) == 0xbb and u32be(13) == 0x2e77656c and u32be(17) == 0x6c2d6b6e
# Version 1, a token of 8 bytes at most, and a method or answer that exists.
evidence udp packet weak
  expression ^[\x40-\x48\x50-\x58\x60-\x68\x70-\x78][\x01-\x07\x41-\x45\x5f\x80-\x86\x88\x8c-\x8f\x9d\xa0-\xa5]
  where length >= 4
  needs port
evidence udp packet weak
  expression ^[\x40\x60\x70]\x00..$
  needs port
