name       sonos
title      Sonos audio clock
reference  from the bytes
groups     iot streaming
ports      udp/7080
ndpi       Sonos

evidence udp packet weak
  expression ^\x00\x13[\x58-\x5a][\x80-\x8f]
  where length in 9..16
  needs second-packet other-side
