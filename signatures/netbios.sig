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
  expression ^[\x10-\x12][\x00-\x0f]
  where u16be(10) == length - 14
  needs port
# An error, and a question for a name.
evidence udp packet weak
  expression ^\x13[\x00-\x0f].{8}[\x82-\x84]$
  expression ^[\x14-\x16][\x00-\x0f].{8}\x20[A-P]{32}
  needs port
# The session service: a request with both names, then a refusal, or messages that are not SMB. SMB follows nearly
# always and is known by its own name, so the request waits for it.
evidence tcp packet weak
  expression ^\x81\x00\x00\x44\x20[A-P]{32}\x00\x20[A-P]{32}\x00
  needs second-packet
evidence tcp packet weak
  expression ^\x83\x00\x00\x01[\x80-\x83\x8f]$
  needs other-side port
evidence tcp packet weak
  expression ^\x00\x00..[^\xfe\xff]
  where u16be(2) == length - 4 and port == 139
  needs second-packet
