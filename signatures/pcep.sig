name       pcep
title      Path Computation Element Protocol
reference  RFC 5440 sections 6.1 and 7.2
groups     routing
ports      tcp/4189
wireshark  pcep
iana       pcep

# Version 1, Open, an object OPEN of version 1.
evidence tcp packet
  expression ^\x20\x01..\x01[\x10-\x13]..\x20
  where u16be(2) >= 12 and u16be(6) <= u16be(2) - 4
evidence tcp packet weak
  expression ^\x20[\x02-\x0d]
  where u16be(2) == length
  needs port
