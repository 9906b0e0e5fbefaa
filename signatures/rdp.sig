name       rdp
title      Remote Desktop Protocol
reference  MS-RDPBCGR sections 2.2.1.1 and 2.2.1.2, MS-RDPEUDP section 2.2
groups     remote-access
ports      tcp/3389 udp/3389
ndpi       RDP
wireshark  rdp
iana       ms-wbt-server

# X.224 connection request with a cookie or a negotiation, and the confirmation.
evidence tcp packet
  expression ^\x03\x00..[\x0e-\xff]\xe0\x00\x00\x00\x00\x00(Cookie: |\x01[\x00-\x0f]\x08\x00)
  where u16be(2) == length
evidence tcp packet
  expression ^\x03\x00\x00\x13\x0e\xd0\x00\x00..[\x00\x02][\x02\x03][\x00-\x1f]\x08\x00
  where length == 19
# Both without any option.
evidence tcp packet weak
  expression ^\x03\x00\x00\x0b\x06(\xe0\x00\x00\x00\x00\x00|\xd0\x00\x00\x12\x34\x00)$
  needs port

# Over UDP: a SYN datagram, padded.
evidence udp packet weak
  expression ^\xff\xff\xff\xff..[\x00-\x1f][\x01\x05]
  where length in 1100..1400
  needs port
