name       netbios
title      NetBIOS datagram and session services
reference  RFC 1002 sections 4.3 and 4.4
groups     networking
ports      udp/138 tcp/139
ndpi       NetBIOS
wireshark  nbdgm nbss
iana       netbios-dgm netbios-ssn

# Datagrams carry the source's port in their header.
evidence udp packet
  expression ^[\x10-\x16][\x00-\x0f]......\x00\x8a.
  where length >= 14 and u16be(10) <= length - 14
evidence udp packet weak
  expression ^[\x10-\x16][\x00-\x0f]
  where length >= 10
  needs port
