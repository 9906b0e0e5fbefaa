name       rx
title      Rx, as AFS speaks it
reference  OpenAFS, Rx protocol: packet header
groups     rpc file-transfer
ports      udp/7000 udp/7001 udp/7002 udp/7003 udp/7004 udp/7005 udp/7006 udp/7007 udp/7008 udp/7009 udp/7021
ndpi       RX
wireshark  rx

# Type, flags, no user status, a security index, a service.
evidence udp packet weak
  expression ^.
  where u8(20) in 1..13 and u8(21) < 0x40 and u8(22) == 0 and u8(23) <= 3 and u32be(0) > 65535 and u16be(26) > 0
  needs port other-side
