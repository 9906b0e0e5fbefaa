name       bacnet
title      BACnet/IP
reference  ASHRAE 135 annex J
groups     industrial building
ports      udp/47808
ndpi       BACnet
wireshark  bacnet bvlc
iana       bacnet

evidence udp packet
  expression ^\x81[\x00-\x0c]
  where u16be(2) == length
