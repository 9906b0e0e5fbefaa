name       tinc
title      tinc VPN
reference  tinc manual, the meta-protocol
groups     vpn
ports      tcp/655 udp/655
ndpi       TINC
iana       tinc

evidence tcp packet
  expression ^0 [A-Za-z0-9_]+ 17(\.\d)?\n
