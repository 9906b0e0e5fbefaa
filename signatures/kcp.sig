name       kcp
title      KCP
reference  KCP, segment header
groups     game
ndpi       KCP

# Conversation, command 81 to 84, and the length of the data.
evidence udp packet
  expression ^....[\x51-\x54][\x00-\xff]
  where u32le(20) == length - 24 and length > 24 and u16le(6) > 0
# An acknowledgement carries nothing.
evidence udp packet weak
  expression ^....[\x51-\x54]\x00
  where u32le(20) == 0 and length == 24 and u16le(6) > 0
  needs other-side second-packet
