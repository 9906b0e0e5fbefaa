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
  expression ^\x68(\x04[\x01]\x00.|[\x0c-\xfd].{4}[\x01-\x7f])
  where u8(1) <= length - 2
  needs port other-side second-packet
