name       qq
title      Tencent QQ (OICQ)
reference  from the bytes: frame of 02 and 03, a client version, a command
groups     chat
ports      udp/8000 tcp/443
ndpi       OICQ
wireshark  oicq

evidence udp packet weak
  expression ^\x02[\x01-\x40].\x00[\x01-\xff]
  where u8(-1) == 3 and length >= 16
  needs port second-packet
