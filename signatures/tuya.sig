name       tuya
title      Tuya local discovery and control
reference  from the bytes: prefix, length and suffix
groups     iot
ports      udp/6667 udp/6666 tcp/6668
ndpi       TuyaLP

evidence either packet
  expression ^\x00\x00\x55\xaa\x00
  where u32be(12) <= length - 16 and u32be(-4) == 0x0000aa55
# Where the capture has cut the end off.
evidence either packet
  expression ^\x00\x00\x55\xaa....\x00\x00\x00
  where u32be(12) == length - 16
evidence either packet
  expression ^\x00\x00\x66\x99\x00
  where u32be(-4) == 0x00009966
