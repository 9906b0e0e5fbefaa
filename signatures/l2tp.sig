name       l2tp
title      Layer 2 Tunneling Protocol
reference  RFC 2661 section 3.1
groups     vpn
ports      udp/1701
wireshark  l2tp
iana       l2tp

evidence udp packet
  expression ^[\xc8\xc0\xca]\x02
  where u16be(2) == length and length >= 12
evidence udp packet weak
  expression ^[\x00\x02\x08\x40\x42\x48]\x02
  needs port
