name       gearman
title      Gearman job server
reference  Gearman binary protocol
groups     message-queue
ports      tcp/4730
ndpi       Gearman
wireshark  gearman
iana       gearman

evidence tcp packet
  expression ^\x00(REQ|RES)\x00\x00\x00[\x01-\x2b]
