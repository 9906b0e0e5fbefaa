name       iec104
title      IEC 60870-5-104 telecontrol
reference  IEC 60870-5-104 section 5
groups     industrial
ports      tcp/2404
ndpi       IEC60870
wireshark  iec60870_104
iana       iec-104

# Start, test and stop; numbered frames need more.
evidence tcp packet
  expression ^\x68\x04[\x07\x0b\x13\x23\x43\x83]\x00\x00\x00
evidence tcp packet weak
  expression ^\x68\x04\x01\x00
  where u8(4) & 1 == 0 and length == 6
  needs port other-side second-packet
evidence tcp packet weak
  expression ^\x68[\x0c-\xfd].{4}[\x01-\x7f][\x01-\x7f\x81-\xff][\x01-\x2f\x41-\x6f\x81-\xaf]
  where u8(1) <= length - 2 and u8(2) & 1 == 0 and u8(4) & 1 == 0
  needs port other-side second-packet
