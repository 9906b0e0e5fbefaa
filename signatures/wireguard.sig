name       wireguard
title      WireGuard
reference  WireGuard: Next Generation Kernel Network Tunnel, section 5.4
groups     vpn
ports      udp/51820
ndpi       WireGuard
wireshark  wg

# Initiation, response, cookie reply: each has one length.
evidence udp packet
  expression ^\x01\x00\x00\x00
  where length == 148 and u32le(4) > 65535
evidence udp packet
  expression ^\x02\x00\x00\x00
  where length == 92 and u32le(4) > 65535
evidence udp packet
  expression ^\x03\x00\x00\x00
  where length == 64 and u32le(4) > 65535
# Data: receiver, then a counter of 64 bits that stays below 2^32.
evidence udp packet
  expression ^\x04\x00\x00\x00
  where length >= 32 and u32le(12) == 0 and u32le(4) > 65535
