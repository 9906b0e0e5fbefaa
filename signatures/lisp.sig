name       lisp
title      Locator/ID Separation Protocol
reference  RFC 9300 section 5, RFC 9301
groups     tunnel routing
ports      udp/4341 udp/4342
ndpi       LISP
wireshark  lisp
iana       lisp-data lisp-control

evidence udp packet weak
  expression ^[\x10-\x4f\x80-\xf8]
  where length >= 12
  needs port
