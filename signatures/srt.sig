name       srt
title      Secure Reliable Transport
reference  draft-sharabayko-srt section 3.2.1
groups     streaming
wireshark  srt

evidence udp packet
  expression ^\x80\x00\x00\x00\x00\x00\x00\x00
  where u32be(16) in 4..5 and length >= 64 and u32be(12) == 0
