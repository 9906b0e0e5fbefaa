name       lifx
title      LIFX lamps
reference  LIFX LAN protocol, header
groups     iot
ports      udp/56700
wireshark  lifx

evidence udp packet weak
  expression ^..\x00[\x14\x34]
  where u16le(0) == length and length >= 36
  needs port
