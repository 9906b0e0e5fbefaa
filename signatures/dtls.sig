name       dtls
title      Datagram Transport Layer Security
reference  RFC 6347 section 4.1, RFC 4347, RFC 9147 section 4
groups     security vpn
ports      udp/443 udp/4433
ndpi       DTLS
wireshark  dtls

# Handshake records of epoch 0: sequence number below 2^32, length within the datagram.
evidence udp packet
  expression ^\x16\xfe[\xfd\xff]\x00\x00\x00\x00......[\x00-\x04\x0b-\x10\x14\x16]\x00
  where u16be(11) <= length - 13
# The version that came before the standard, still spoken by some VPNs.
evidence udp packet
  expression ^\x16\x01\x00\x00\x00\x00\x00
  where u16be(11) == length - 13
evidence udp packet
  expression ^[\x14\x15\x17]\x01\x00\x00[\x00\x01]\x00\x00
  where u16be(11) == length - 13

# ChangeCipherSpec, alerts and data of later epochs, alone in the datagram.
evidence udp packet
  expression ^[\x14\x15\x17]\xfe[\xfd\xff]\x00
  where u16be(11) == length - 13
evidence udp packet
  expression ^\x16\xfe[\xfd\xff]\x00[\x00\x01]\x00\x00
  where u16be(11) == length - 13
# Several records in one datagram, the first of them shorter.
evidence udp packet weak
  expression ^[\x14-\x17]\xfe[\xfd\xff]\x00
  where u16be(11) < length - 13 and u16be(11) > 0
  needs second-packet other-side
