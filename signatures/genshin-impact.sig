name       genshin-impact
title      Genshin Impact
reference  from the bytes: the handshake before KCP, with the constant 1234567890
groups     game
ports      udp/22101 udp/22102
ndpi       GenshinImpact

evidence udp packet
  expression ^\x00\x00[\x00\x01][\x45\x94\xff]
  where u32be(12) == 0x499602d2 and length == 20
evidence tcp packet
  expression ^\x01\x00\x00\x00.[\x07\x08]\x00\x00\x00
  where u8(4) == length
