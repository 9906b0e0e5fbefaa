name       pfcp
title      Packet Forwarding Control Protocol
reference  3GPP TS 29.244 section 7.2
groups     networking
ports      udp/8805
ndpi       PFCP
wireshark  pfcp

evidence udp packet
  expression ^(\x20[\x01-\x0f]|\x21[\x32-\x39])
  where u16be(2) == length - 4
