name       gige-vision
title      GigE Vision control
reference  AIA GigE Vision, GVCP
groups     industrial
ports      udp/3956
wireshark  gvcp
iana       gvcp

evidence udp packet
  expression ^\x42[\x00-\x11]\x00[\x00-\x8f]
  where u16be(4) == length - 8
