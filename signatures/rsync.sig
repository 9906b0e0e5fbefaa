name       rsync
title      rsync daemon
reference  rsync csprotocol.txt
groups     file-transfer
ports      tcp/873
ndpi       RSYNC
wireshark  rsync
iana       rsync

# Each side begins so, in one segment or in several.
evidence tcp client
  expression ^@RSYNCD: \d{2}(\.\d)?[ \n]
evidence tcp server
  expression ^@RSYNCD: \d{2}(\.\d)?[ \n]
