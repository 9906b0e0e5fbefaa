name       lisp
title      Locator/ID Separation Protocol
reference  RFC 9300 section 5, RFC 9301
groups     tunnel routing
ports      udp/4341 udp/4342
ndpi       LISP
wireshark  lisp
iana       lisp-data lisp-control

# Data: flags, a nonce, and an IP packet.
evidence udp packet
  expression ^[\x80-\xf8]
  where port == 4341 and u8(8) & 0xf0 == 0x40
evidence udp packet
  expression ^[\x80-\xf8]
  where port == 4341 and u8(8) & 0xf0 == 0x60
# Control: a request, a reply, a registration or a notification, and how many records it has.
evidence udp packet
  expression ^[\x10-\x4f][\x00-\xff][\x00-\x1f][\x00-\x20]
  where port == 4342 and length >= 12
evidence udp packet
  expression ^[\x80-\x8f]...[\x45-\x4f\x60-\x6f]
  where port == 4342
