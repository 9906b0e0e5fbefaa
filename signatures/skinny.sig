name       skinny
title      Skinny Client Control Protocol
reference  Cisco SCCP, message prefix
groups     voip
ports      tcp/2000
ndpi       CiscoSkinny
wireshark  skinny
iana       cisco-sccp

evidence tcp packet
  expression ^..\x00\x00[\x00-\x20]\x00\x00\x00[\x00-\xff][\x00-\x02]\x00\x00
  where u32le(0) <= length - 8 and u32le(0) >= 4
