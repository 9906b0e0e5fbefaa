name       miio
title      Xiaomi miIO
reference  from the bytes: magic 21 31 and the length
groups     iot
ports      udp/54321

evidence udp packet
  expression ^\x21\x31
  where u16be(2) == length and length >= 32
