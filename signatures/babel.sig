name       babel
title      Babel routing protocol
reference  RFC 8966 section 4
groups     routing
ports      udp/6696
wireshark  babel
iana       babel

# Magic 42, version 2, and the length of the body.
evidence udp packet
  expression ^\x2a\x02
  where u16be(2) == length - 4 and length > 4
# A trailer follows the body where packets are signed.
evidence udp packet weak
  expression ^\x2a\x02.{3}
  where u16be(2) <= length - 4
  needs port
