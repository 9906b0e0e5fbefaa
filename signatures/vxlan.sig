name       vxlan
title      Virtual eXtensible Local Area Network
reference  RFC 7348 section 5
groups     tunnel
ports      udp/4789
ndpi       VXLAN
wireshark  vxlan
iana       vxlan

# Flags, reserved bytes, and a frame with an EtherType inside.
evidence udp packet
  expression ^\x08\x00\x00\x00...\x00
  where u16be(20) in 0x0800..0x9100
