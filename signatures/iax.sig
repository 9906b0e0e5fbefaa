name       iax
title      Inter-Asterisk eXchange 2
reference  RFC 5456 section 8
groups     voip
ports      udp/4569
ndpi       IAX
wireshark  iax2
iana       iax

# A new call, registration or poke: full frame of type IAX, both sequence numbers 0.
evidence udp packet
  expression ^[\x80-\xff].\x00\x00
  where u16be(8) == 0 and u8(10) == 6 and u8(11) in 1..40
# Full frames: a time below five hours, then a DTMF end, one coder's voice, call control, or an IAX message.
evidence udp packet weak
  expression ^[\x80-\xff]...\x00.....(\x01[0-9#*A-D]|\x02[\x01\x02\x04\x08\x10\x20\x40\x80-\x9f]|\x04[\x00-\x14]|\x06[\x01-\x28])
  needs port
