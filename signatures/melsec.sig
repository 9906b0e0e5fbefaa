name       melsec
title      Mitsubishi SLMP, MELSEC
reference  SLMP reference manual, 3E and 4E frames
groups     industrial
ports      tcp/5007 udp/5000

evidence either packet
  expression ^(\x50|\x54\x00..\x00)\x00\x00\xff[\x00\xff]\x03\x00
  expression ^(\xd0|\xd4\x00..\x00)\x00\x00\xff[\x00\xff]\x03\x00
