name       ethereum
title      Ethereum, devp2p
reference  devp2p: RLPx transport, Node Discovery version 4
groups     crypto-currency p2p
ports      tcp/30303 udp/30303
ndpi       ETHEREUM
wireshark  ethereum

# RLPx handshake: the length of an ECIES message that begins with an uncompressed key.
evidence tcp packet
  expression ^[\x01\x02].\x04
  where u16be(0) == length - 2 and length in 300..700
# Discovery: hash, signature, packet type, a list.
evidence udp packet weak
  expression ^.
  where u8(97) in 1..6 and u8(98) >= 0xc0 and length >= 100 and u8(96) <= 1
  needs port second-packet other-side
