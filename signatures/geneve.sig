name       geneve
title      Generic Network Virtualization Encapsulation
reference  RFC 8926 section 3.4
groups     tunnel
ports      udp/6081
wireshark  geneve
iana       geneve

evidence udp packet
  expression ^[\x00-\x3f][\x00\x40\x80]\x65\x58...\x00
  where length >= 22
