name       bgp
title      Border Gateway Protocol
reference  RFC 4271 section 4.1
groups     routing
ports      tcp/179
ndpi       BGP
wireshark  bgp
iana       bgp

evidence tcp packet
  expression ^\xff{16}[\x00-\x10].[\x01-\x05]
