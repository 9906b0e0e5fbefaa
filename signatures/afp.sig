name       afp
title      Apple Filing Protocol
reference  Apple, Data Stream Interface
groups     file-transfer
ports      tcp/548
ndpi       AFP
wireshark  dsi afp
iana       afpovertcp

evidence tcp packet weak
  expression ^[\x00\x01][\x01-\x08]
  where u32be(8) == length - 16 and u32be(12) == 0
  needs port other-side second-packet
