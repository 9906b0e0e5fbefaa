name       dlms
title      DLMS/COSEM metering
reference  IEC 62056-46, IEC 62056-47
groups     industrial
ports      tcp/4059 udp/4059
ndpi       IEC62056
iana       dlms-cosem

# HDLC frames between flags, or the wrapper with version 1.
evidence either packet
  expression ^\x7e[\xa0-\xa7]
  where u16be(1) == length + 40958 and u8(-1) == 0x7e
evidence either packet
  expression ^\x00\x01.....
  where u16be(6) == length - 8 and length >= 10 and u8(8) in 0x60..0x61
