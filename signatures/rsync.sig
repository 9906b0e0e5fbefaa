name       rsync
title      rsync daemon
reference  rsync csprotocol.txt
groups     file-transfer
ports      tcp/873
ndpi       RSYNC
wireshark  rsync
iana       rsync

evidence tcp packet
  expression ^@RSYNCD: \d{2}(\.\d)?[ \n]
