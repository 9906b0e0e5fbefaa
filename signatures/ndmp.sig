name       ndmp
title      Network Data Management Protocol
reference  NDMP version 4, section 2
groups     file-transfer
ports      tcp/10000
wireshark  ndmp
iana       ndmp

# One record: number, time, request, the message "you are connected" or "open".
evidence tcp packet
  expression ^\x80\x00\x00.........\x00\x00\x00[\x00\x01]\x00\x00(\x05\x02|\x09\x00)\x00\x00\x00\x00
  where u32be(0) & 0x7fffffff == length - 4
