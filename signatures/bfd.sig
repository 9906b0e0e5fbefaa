name       bfd
title      Bidirectional Forwarding Detection
reference  RFC 5880 section 4.1
groups     routing
ports      udp/3784 udp/3785 udp/4784
ndpi       BFD
wireshark  bfd
iana       bfd-control bfd-echo

evidence udp packet weak
  expression ^[\x20-\x28][\x00-\xff][\x01-\xff]
  where u8(3) == length and length >= 24
  needs port
