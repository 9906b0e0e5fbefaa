name       s7comm-plus
title      S7 communication plus
reference  from the bytes: ISO 8073 class 0 data, then the magic 72
groups     industrial
ports      tcp/102
ndpi       S7CommPlus
wireshark  s7comm-plus

evidence tcp packet
  expression ^\x03\x00..\x02\xf0[\x00\x80]\x72[\x01-\x03\xfe]
  where u16be(2) <= length
