name       modbus
title      Modbus over TCP
reference  MODBUS Messaging on TCP/IP 1.0b section 3
groups     industrial
ports      tcp/502
ndpi       Modbus UMAS
wireshark  mbtcp
iana       mbap

# Transaction, protocol 0, the length of what follows, unit, function.
evidence tcp packet
  expression ^..\x00\x00\x00[\x02-\xff].[\x01-\x08\x0b\x0c\x0f-\x11\x14-\x18\x2b\x5a\x81-\x88\x8b\x8c\x8f-\x91\x94-\x98\xab\xda]
  where u16be(4) == length - 6
