name       flute
title      FLUTE, ALC and LCT file delivery
reference  RFC 6726, RFC 5651 section 5.1
groups     file-transfer streaming
ndpi       FLUTE
wireshark  alc

evidence udp packet weak
  expression ^\x10[\x00-\xff][\x03-\x10][\x00-\x81]\x00\x00\x00\x00
  needs second-packet
