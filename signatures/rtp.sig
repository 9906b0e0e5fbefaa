name       rtp
title      Real-time Transport Protocol
reference  RFC 3550 section 5.1, RFC 3551
groups     voip streaming
quality    marginal
ndpi       RTP
wireshark  rtp

# Version 2, a payload type in use, a source: one packet says little, the next one more.
evidence udp packet weak
  expression ^[\x80\x90\xa0][\x00\x03\x04\x08\x09\x0a\x0b\x0d\x12\x1a\x1f-\x22\x60-\x7f\x80\x83\x84\x88\x89\x8d\x92\x9a\xa0\xa1\xe0-\xff]
  where length >= 20 and u32be(8) != 0 and u32be(4) != 0 and u32be(8) != 0xffffffff
  needs second-packet other-side
