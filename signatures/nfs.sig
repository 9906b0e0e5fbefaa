name       nfs
title      Network File System
reference  RFC 1094, RFC 1813, RFC 7530
groups     file-transfer
ports      udp/2049 tcp/2049
quality    great
ndpi       NFS
wireshark  nfs
iana       nfs

# ONC RPC calls to the programs nfs, mountd, lockd and acl.
evidence udp packet
  expression ^....\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86[\xa3\xa5\xb5]\x00\x00\x00[\x01-\x04]
  expression ^....\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x87\x7b\x00\x00\x00[\x01-\x04]
evidence tcp packet
  expression ^\x80.......\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86[\xa3\xa5\xb5]\x00\x00\x00[\x01-\x04]
