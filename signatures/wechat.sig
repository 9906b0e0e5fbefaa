name       wechat
title      WeChat
reference  from the bytes: the record layer of mmtls, the head of the long link
groups     chat
ports      tcp/443 tcp/80 tcp/8080
ndpi       WeChat

evidence tcp packet
  expression ^[\x15-\x19]\xf1[\x03\x04]
  where u16be(3) <= length - 5 and u16be(3) >= 2
evidence tcp packet
  expression ^\x00\x00..\x00\x10\x00\x01\x00\x00\x00[\x06\xed]
  where u32be(0) == length
