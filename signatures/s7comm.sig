name       s7comm
title      S7 communication
reference  from the bytes: ISO 8073 class 0 data, then the S7 magic 32
groups     industrial
ports      tcp/102
ndpi       S7Comm
wireshark  s7comm

evidence tcp packet
  expression ^\x03\x00..\x02\xf0[\x00\x80]\x32[\x01-\x03\x07]
  where u16be(2) <= length
