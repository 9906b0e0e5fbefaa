name       mpegts
title      MPEG transport stream
reference  ISO/IEC 13818-1 section 2.4.3
groups     streaming
ports      udp/1234
ndpi       MPEG_TS
wireshark  mp2t

evidence udp packet
  expression ^G[\x00-\x5f].[\x10-\x3f]
  where u8(188) == 0x47 and u8(376) == 0x47
# One transport packet in each datagram.
evidence udp packet weak
  expression ^G[\x00-\x5f].[\x10-\x3f]
  where length == 188
  needs second-packet
