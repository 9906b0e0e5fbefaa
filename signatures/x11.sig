name       x11
title      X Window System
reference  X Window System Protocol, version 11, section 8
groups     remote-access
ports      tcp/6000 tcp/6001 tcp/6002
wireshark  x11
iana       x11

evidence tcp client
  expression ^(l\x00\x0b\x00\x00\x00|B\x00\x00\x0b\x00\x00)
