name       iscsi
title      Internet SCSI
reference  RFC 7143 section 11.12
groups     file-transfer
ports      tcp/3260
wireshark  iscsi
iana       iscsi-target

evidence tcp packet
  expression ^[\x03\x43][\x00-\xff]\x00\x00\x00
  where u32be(48) == 0x496e6974
evidence tcp packet
  expression ^\x23[\x00-\xff]\x00\x00\x00
  where u32be(48) == 0x54617267
