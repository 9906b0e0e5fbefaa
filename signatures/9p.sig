name       9p
title      Plan 9 file protocol
reference  version(5) of Plan 9
groups     file-transfer
ports      tcp/564
wireshark  9p
iana       9pfs

# Tversion and Rversion: size, type, no tag, the largest message, and the version in text.
evidence tcp packet
  expression ^.\x00\x00\x00[\x64\x65]\xff\xff....[\x06-\x20]\x009P2000
  where u32le(0) == length and u16le(11) == length - 13
