name       skinny
title      Skinny Client Control Protocol
reference  Cisco SCCP, message prefix
groups     voip
ports      tcp/2000
ndpi       CiscoSkinny
wireshark  skinny
iana       cisco-sccp

# Length, version, a message below 512.
evidence tcp packet weak
  expression ^..\x00\x00[\x00-\x20]\x00\x00\x00.[\x00-\x01]\x00\x00
  where u32le(0) <= length - 8 and u32le(0) >= 4
  needs port
evidence tcp packet weak
  expression ^..\x00\x00[\x00-\x20]\x00\x00\x00.[\x00-\x01]\x00\x00
  where u32le(0) == length - 8 and u32le(8) > 0
  needs other-side
