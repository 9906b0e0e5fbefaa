name       mavlink
title      MAVLink
reference  MAVLink 1 and 2 serialization
groups     iot
ports      udp/14550

evidence udp packet weak
  expression ^\xfe
  where u8(1) == length - 8
  needs port second-packet
evidence udp packet weak
  expression ^\xfd.[\x00\x01]\x00
  where u8(1) == length - 12
  needs port second-packet
