name       telegram
title      Telegram
reference  MTProto transports; the reflectors of its calls
groups     chat voip
ports      tcp/443 tcp/5222
ndpi       Telegram

# A call's first datagrams: a peer tag, then at least twelve bytes of ones.
evidence udp packet
  expression ^.
  where u32be(16) == 0xffffffff and u32be(20) == 0xffffffff and u32be(24) == 0xffffffff and u32be(12) != 0xffffffff and u32be(28) != 0xffffffff and length in 32..128
evidence tcp client
  expression ^\xee\xee\xee\xee[\x20-\xff][\x00-\x0f]\x00\x00
