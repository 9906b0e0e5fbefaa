name       openvpn
title      OpenVPN
reference  OpenVPN protocol, openvpn/doc; draft-openvpn-openvpn section 4
groups     vpn
ports      udp/1194 tcp/1194
ndpi       OpenVPN
wireshark  openvpn
iana       openvpn

# The client's hard reset: session id, then (after an HMAC of 20, 32 or 64 bytes, or none) no acknowledgement,
# packet 0. With tls-crypt the replay counter and the time follow the session id, which is not the middle of a
# DNS message with its one question.
evidence udp packet
  expression ^[\x38\x50]
  where length == 14 and u8(9) == 0 and u32be(10) == 0
evidence udp packet
  expression ^\x38
  where length == 42 and u8(37) == 0 and u32be(38) == 0 and u32be(29) < 256
evidence udp packet
  expression ^\x38
  where length == 54 and u8(49) == 0 and u32be(50) == 0
evidence udp packet
  expression ^\x38
  where length == 86 and u8(81) == 0 and u32be(82) == 0
evidence udp packet
  expression ^[\x38\x50]........\x00\x00\x00[\x01-\x10]
  where length >= 54 and u32be(13) > 0x50000000 and u16be(4) != 1
# The server's: it acknowledges packet 0 of the client.
evidence udp packet
  expression ^\x40
  where length == 26 and u8(9) == 1 and u32be(10) == 0 and u32be(22) == 0
evidence udp packet
  expression ^\x40
  where length == 54 and u8(37) == 1 and u32be(38) == 0
evidence udp packet
  expression ^\x40
  where length == 66 and u8(49) == 1 and u32be(50) == 0
evidence udp packet
  expression ^\x40........\x00\x00\x00[\x01-\x10]
  where length >= 54 and u32be(13) > 0x50000000 and u16be(4) != 1

# Over TCP each message has its length before it.
evidence tcp packet
  expression ^\x00\x0e[\x38\x50]
  where length == 16 and u8(11) == 0 and u32be(12) == 0
evidence tcp packet
  expression ^\x00\x2a\x38
  where length == 44 and u8(39) == 0 and u32be(40) == 0
evidence tcp packet
  expression ^\x00.[\x38\x50]........\x00\x00\x00[\x01-\x10]
  where u16be(0) == length - 2
evidence tcp packet
  expression ^\x00\x1a\x40
  where length == 28 and u8(11) == 1 and u32be(12) == 0

# What follows, where OpenVPN usually is: control messages and acknowledgements by their first numbers, which are
# small, and data by the number of the peer and of the packet.
evidence udp packet weak
  expression ^[\x20-\x2f]........[\x00-\x08]\x00\x00\x00.
  where length >= 22
  needs port
evidence udp packet weak
  expression ^[\x20-\x2f]........\x00\x00..[\x50-\xbf]
  where length >= 54
  needs port
evidence udp packet weak
  expression ^[\x48-\x4f](\x00..|\xff\xff\xff)\x00
  where length >= 24
  needs port
