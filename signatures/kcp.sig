name       kcp
title      KCP
reference  KCP, segment header
groups     game
ndpi       KCP

# Conversation, command 81 to 84, and the length of the data.
evidence udp packet
  expression ^....[\x51-\x54][\x00-\xff]
  where u32le(20) == length - 24 and length >= 24
