name       rip
title      Routing Information Protocol
reference  RFC 2453 section 3.6, RFC 2080
groups     routing
ports      udp/520 udp/521
wireshark  rip ripng
iana       router ripng

evidence udp packet weak
  expression ^[\x01-\x0b][\x01\x02]\x00\x00
  where length >= 24 and length <= 1500
  needs port
