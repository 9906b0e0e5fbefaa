name       slp
title      Service Location Protocol
reference  RFC 2608 section 8, RFC 2165
groups     discovery
ports      udp/427 tcp/427
ndpi       Service_Location_Protocol Service_Location_Protoc
wireshark  srvloc
iana       svrloc

# Version 2: function and a length of three bytes. Version 1: a length of two.
evidence either packet
  expression ^\x02[\x01-\x0b]
  where u24be(2) == length and u16be(12) in 1..16
evidence either packet
  expression ^\x01[\x01-\x0b]
  where u16be(2) == length and u8(5) == 0 and u8(6) in 97..122 and u8(7) in 97..122
evidence either packet weak
  expression ^[\x01\x02][\x01-\x0b]
  where length >= 12
  needs port
