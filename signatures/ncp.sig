name       ncp
title      NetWare Core Protocol
reference  from the bytes: NCP over TCP
groups     file-transfer
ports      tcp/524 udp/524
wireshark  ncp
iana       ncp

evidence tcp packet
  expression ^(DmdT|tNcP)\x00\x00
