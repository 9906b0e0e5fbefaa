name       dlep
title      Dynamic Link Exchange Protocol
reference  RFC 8175 section 11
groups     routing
ports      udp/854 tcp/854
ndpi       DLEP
iana       dlep

evidence udp packet
  expression ^DLEP\x00
# Over TCP: a message type and the length of what follows.
evidence tcp packet weak
  expression ^\x00[\x01-\x10]
  where u16be(2) == length - 4
  needs port
