name       rtp
title      Real-time Transport Protocol
reference  RFC 3550 section 5.1, RFC 3551
groups     voip streaming
ports      udp/5004
quality    marginal
ndpi       RTP SRTP
wireshark  rtp
iana       avt-profile-1

# Version 2, a payload type in use, a source: one packet says little, the next one more.
evidence udp packet weak
  expression ^\x80[\x00\x03-\x12\x19\x1a\x1c\x1f-\x22\x60-\x7f\x80\x83-\x92\x99\x9a\x9c\x9f-\xa2\xe0-\xff]
  where length >= 20 and u32be(8) != 0 and u32be(4) != u32be(8) and u32be(8) != 0xffffffff
  needs second-packet other-side
# With padding, whose length is the last byte; with a header extension of RFC 8285.
evidence udp packet weak
  expression ^\xa0[\x00\x03-\x12\x19\x1a\x1c\x1f-\x22\x60-\x7f\x80\x83-\x92\x99\x9a\x9c\x9f-\xa2\xe0-\xff]
  where length >= 20 and u32be(8) != 0 and u8(-1) in 1..16
  needs second-packet other-side
evidence udp packet weak
  expression ^[\x90\xb0][\x00\x03-\x12\x19\x1a\x1c\x1f-\x22\x60-\x7f\x80\x83-\x92\x99\x9a\x9c\x9f-\xa2\xe0-\xff]
  where length >= 20 and u32be(8) != 0 and u16be(12) == 0xbede
  needs second-packet other-side
