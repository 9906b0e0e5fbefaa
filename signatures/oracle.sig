name       oracle
title      Oracle Net (TNS)
reference  from the bytes: the TNS header, connect and redirect packets
groups     database
ports      tcp/1521
ndpi       Oracle
wireshark  tns
iana       ncube-lm

# A connect packet with its version.
evidence tcp packet
  expression ^[\x00-\x20].\x00\x00\x01[\x00-\x08]\x00\x00\x01[\x2c-\x40][\x00-\x41]
  where u16be(0) >= 58
# Accept, redirect, data, resend and markers.
evidence tcp packet
  expression ^..\x00\x00[\x02\x05\x06\x0b\x0c\x0e]\x00\x00\x00
  where u16be(0) == length
# Resend, and refusal with its description.
evidence tcp packet
  expression ^\x00\x08\x00\x00\x0b[\x00-\x08]\x00\x00$
  expression ^\x00.\x00\x00\x04\x00\x00\x00..\x00.\(DESCRIPTION=
