name       ubnt-discovery
title      Ubiquiti discovery
reference  from the bytes: version, length, fields of type and length
groups     discovery
ports      udp/10001
ndpi       UBNTAC2
wireshark  ubdp

evidence udp packet
  expression ^(\x01\x00|\x02[\x00-\x0b])..[\x01-\x30]\x00[\x01-\x40]
  where u16be(2) == length - 4
evidence udp packet weak
  expression ^[\x01\x02][\x00-\x0b]\x00\x00$
  needs port
