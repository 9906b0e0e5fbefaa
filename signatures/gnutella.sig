name       gnutella
title      Gnutella
reference  Gnutella 0.4 and 0.6 specifications
groups     p2p
ports      tcp/6346 udp/6346
quality    great
ndpi       Gnutella
wireshark  gnutella
iana       gnutella-svc

evidence tcp packet
  expression ^GNUTELLA (CONNECT/|OK)|^GNUTELLA/0\.\d \d\d\d
  expression ^GET /(uri-res/N2[RX]\?urn:|get/\d+/)
  expression ^GIV \d+:[0-9A-F]{32}/
evidence udp packet
  expression ^GND[\x00-\xff]
  where length >= 8 and u8(6) in 0..32
# A descriptor: 16 bytes of id, its type, ttl and hops, the length of the rest.
evidence udp packet weak
  expression ^.
  where u32le(19) == length - 23 and u8(17) <= 16 and u8(18) <= 16
  needs port other-side
# Those of LimeWire's DHT name the program that sent them.
evidence udp packet
  expression ^.
  where u32le(19) == length - 23 and u8(16) == 0x44
