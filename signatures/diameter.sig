name       diameter
title      Diameter
reference  RFC 6733 section 3
groups     authentication
ports      tcp/3868
ndpi       Diameter
wireshark  diameter
iana       diameter

# Version 1, a command of the base or of 3GPP, its application, and a first AVP.
evidence tcp packet
  expression ^\x01\x00..[\x00\x10\x20\x40\x50\x60\x80\x90\xc0\xd0](\x00\x01|\x80\x00).[\x00\x01]\x00\x00
  where u24be(1) <= length and u24be(1) >= 20 and u8(20) == 0
