name       glbp
title      Gateway Load Balancing Protocol
reference  from the bytes: version, group, owner, fields of type and length
groups     routing
ports      udp/3222
wireshark  glbp

evidence udp packet weak
  expression ^\x01[\x00\x01]..\x00\x00
  where length >= 16
  needs port
