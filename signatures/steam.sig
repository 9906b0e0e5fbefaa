name       steam
title      Steam: discovery, connection manager and relays
reference  from the bytes; Steam datagram relay tickets
groups     game
ports      udp/27036 udp/27015
ndpi       Steam SteamDatagramRelay

evidence udp packet
  expression ^\xff\xff\xff\xff\x21\x4c\x5f\xa0
  expression ^..sdping
evidence udp packet
  expression ^VS01
  where u16le(4) <= length - 36
evidence tcp packet
  expression ^...\x00VT01
  where u32le(0) == length - 8
