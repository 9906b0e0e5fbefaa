name       isns
title      Internet Storage Name Service
reference  RFC 4171 section 5.1
groups     discovery
ports      tcp/3205 udp/3205
wireshark  isns
iana       isns

# Version 1, a function, the length of the rest, flags of who sends.
evidence tcp packet
  expression ^\x00\x01[\x00\x80][\x01-\x24]..[\x00-\xfc]\x00
  where u16be(4) == length - 12 and u16be(6) != 0
