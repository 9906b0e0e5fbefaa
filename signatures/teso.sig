name       teso
title      The Elder Scrolls Online
reference  from the bytes: a length, a version, the length of what remains
groups     game
ndpi       TES_Online

evidence tcp client
  expression ^\x00\x00..\x00\x01\x00\x01\x00\x00
  where u32be(0) == length - 4 and u32be(8) == length - 12
