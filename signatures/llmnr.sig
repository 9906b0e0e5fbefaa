name       llmnr
title      Link-Local Multicast Name Resolution
reference  RFC 4795 section 2.1
groups     naming discovery
ports      udp/5355 tcp/5355
quality    great
ndpi       LLMNR
iana       llmnr

evidence udp packet
  expression ^..[\x00-\x07\x80-\x87][\x00-\x05]\x00\x01\x00[\x00-\x3f]\x00[\x00-\x3f]\x00[\x00-\x3f][\x01-\x3f]
  where port == 5355 and length >= 18
