name       aim
title      AOL Instant Messenger and ICQ (OSCAR)
reference  OSCAR, FLAP frames
groups     chat
ports      tcp/5190
wireshark  aim

evidence tcp packet
  expression ^\*\x01..\x00.\x00\x00\x00\x01
  where u16be(4) <= length - 6
evidence tcp packet
  expression ^\*\x02..[\x00-\x1f].\x00[\x01-\x25]\x00
  where u16be(4) == length - 6
