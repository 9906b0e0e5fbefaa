name       netflow
title      NetFlow
reference  RFC 3954 section 5; NetFlow versions 1, 5 and 7
groups     monitoring
ports      udp/2055 udp/9995 udp/9996 udp/2056
ndpi       NetFlow
wireshark  cflow

# Versions 5 and 7 state how many records of fixed length follow.
evidence udp packet
  expression ^\x00\x05\x00[\x01-\x1e]
  where u16be(2) * 48 + 24 == length
evidence udp packet
  expression ^\x00\x07\x00[\x01-\x1c]
  where u16be(2) * 52 + 24 == length
# Version 9: a time of this century, and a first set that fits.
evidence udp packet
  expression ^\x00\x09\x00[\x01-\xff]
  where u32be(8) > 0x38000000 and u16be(22) <= length - 20 and u16be(22) >= 8 and u8(16) == 0
evidence udp packet weak
  expression ^\x00[\x01\x05\x07\x09]\x00
  where length >= 24
  needs port
