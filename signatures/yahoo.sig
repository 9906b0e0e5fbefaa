name       yahoo
title      Yahoo Messenger
reference  YMSG
groups     chat
ports      tcp/5050
wireshark  ymsg

evidence tcp packet
  expression ^(YMSG|YPNS|YHOO)[\x00-\x20]
  where u16be(8) <= length - 20
