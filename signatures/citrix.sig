name       citrix
title      Citrix ICA
reference  from the bytes: the ICA magic; Common Gateway Protocol
groups     remote-access
ports      tcp/1494 tcp/2598
ndpi       Citrix
wireshark  ica
iana       ica

evidence tcp packet
  expression ^\x7f\x7fICA\x00
  expression ^\x1aCGP/\d\d
