name       pptp
title      Point-to-Point Tunneling Protocol
reference  RFC 2637 section 2
groups     vpn
ports      tcp/1723
ndpi       PPTP
wireshark  pptp
iana       pptp

evidence tcp packet
  expression ^..\x00\x01\x1a\x2b\x3c\x4d\x00[\x01-\x0f]
