name       zep
title      ZigBee Encapsulation Protocol
reference  no public specification; header as Wireshark reads it
groups     iot tunnel
ports      udp/17754
wireshark  zep

evidence udp packet
  expression ^EX(\x01[\x0b-\x1a]|\x02[\x01\x02])
  where length >= 8 and port == 17754
