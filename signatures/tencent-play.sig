name       tencent-play
title      Tencent games in play
reference  no public specification; the marks that nDPI knows
groups     game
ndpi       TencentGames

evidence tcp client
  expression ^\x33\x66\x00\x0b\x00\x0b
  where length > 50
evidence tcp client
  expression ^\x43\x66\xaa\x00........\x10\xe6\x86\x01
  expression ^\xaa\x00\x00\x00......\x10\xe6\x86\x01
  where length > 50
evidence tcp client
  expression ^\x00\x00..\x78\x01
  where u16be(2) == length - 4 and length > 50
