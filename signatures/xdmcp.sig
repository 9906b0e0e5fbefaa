name       xdmcp
title      X Display Manager Control Protocol
reference  XDMCP, version 1.1, section 2
groups     remote-access
ports      udp/177
ndpi       XDMCP
wireshark  xdmcp
iana       xdmcp

evidence udp packet
  expression ^\x00\x01\x00[\x01-\x0e]
  where u16be(4) == length - 6
