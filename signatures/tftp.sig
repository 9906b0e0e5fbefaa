name       tftp
title      Trivial File Transfer Protocol
reference  RFC 1350, RFC 2347
groups     file-transfer
ports      udp/69
ndpi       TFTP
wireshark  tftp
iana       tftp

evidence udp packet
  expression ^\x00[\x01\x02][ -~]+\x00(?i:netascii|octet|mail)\x00
  expression ^\x00\x06(?i:blksize|tsize|timeout|windowsize|multicast|rollover)\x00
# The transfer itself: a first full block, and the acknowledgement of it.
evidence udp packet weak
  expression ^\x00\x03\x00\x01
  where length == 516
  needs other-side
evidence udp packet weak
  expression ^\x00\x04\x00[\x00\x01]
  where length == 4
  needs other-side
evidence udp packet weak
  expression ^\x00\x05\x00[\x00-\x08][ -~]*\x00
  needs port
