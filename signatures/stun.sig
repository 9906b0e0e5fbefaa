name       stun
title      Session Traversal Utilities for NAT, TURN
reference  RFC 8489 section 5, RFC 8656, RFC 3489
groups     voip networking
ports      udp/3478 tcp/3478 udp/3479
ndpi       STUN
wireshark  stun
iana       stun turn

# The magic cookie, and a length that fits. Whoever only asks for its own address sends nothing else.
evidence udp packet
  expression ^\x00\x01\x00\x00
  where u32be(4) == 0x2112a442 and length == 20
# Checks of a path and relays carry attributes. A call goes on with DTLS or RTP on the same ports.
evidence udp packet
  expression ^[\x00\x01].[\x00-\x05]
  where u32be(4) == 0x2112a442 and u16be(2) == length - 20
  yields to dtls rtp for 8 packets
evidence tcp packet
  expression ^[\x00\x01].[\x00-\x05]
  where u32be(4) == 0x2112a442 and u16be(2) <= length - 20
# Behind the length of RFC 4571.
evidence tcp packet
  expression ^[\x00-\x05].[\x00\x01]
  where u32be(6) == 0x2112a442 and u16be(0) <= length - 2
# The classic version: binding and shared secret, the first attribute among those it knows.
evidence udp packet
  expression ^\x00\x01\x00\x00
  where length == 20
evidence udp packet
  expression ^(\x00[\x01-\x03]|\x01[\x01\x03\x11\x13]).[\x00-\xff]
  where u16be(2) == length - 20 and u16be(2) >= 4 and u8(20) <= 1 and u16be(22) <= length - 24
