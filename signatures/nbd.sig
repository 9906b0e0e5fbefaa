name       nbd
title      Network Block Device
reference  NBD protocol, doc/proto.md
groups     file-transfer
ports      tcp/10809
wireshark  nbd
iana       nbd

evidence tcp packet
  expression ^NBDMAGIC(IHAVEOPT|\x00\x00\x42\x02\x81\x86\x12\x53)
