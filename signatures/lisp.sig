name       lisp
title      Locator/ID Separation Protocol
reference  RFC 9300 section 5, RFC 9301
groups     tunnel routing
ports      udp/4341 udp/4342
ndpi       LISP
wireshark  lisp
iana       lisp-data lisp-control

# Data: flags, a nonce, and a whole IP packet.
evidence udp packet
  expression ^........\x45
  where port == 4341 and u16be(10) == length - 8
evidence udp packet
  expression ^........[\x60-\x6f]
  where port == 4341 and u16be(12) == length - 48
# Control: a request, a reply, a registration or a notification, its reserved bits, and how many records it has.
evidence udp packet
  expression ^[\x10-\x1f][\x00-\xff][\x00-\x1f][\x01-\x20]
  expression ^[\x20-\x2e]\x00\x00[\x01-\x20]
  expression ^[\x30-\x3f][\x00-\x3f][\x00-\x01][\x01-\x20]
  expression ^[\x40-\x4f]\x00\x00[\x01-\x20]
  where port == 4342 and length >= 12
# A control message that is carried on, behind the IP header that it had.
evidence udp packet
  expression ^[\x80-\x8f]...\x45
  where port == 4342 and u16be(6) == length - 4
evidence udp packet
  expression ^[\x80-\x8f]...[\x60-\x6f]
  where port == 4342 and u16be(8) == length - 44
