name       edonkey
title      eDonkey and eMule
reference  eMule protocol specification
groups     p2p
ports      tcp/4662 tcp/4661 udp/4672 udp/4665
ndpi       eDonkey
wireshark  edonkey

# Header, length, and an opcode of a hello, a login or their answers.
evidence tcp packet
  expression ^[\xe3\xc5\xd4]...\x00[\x01-\x05\x14-\x1c\x32-\x4f\x50-\x99]
  where u32le(1) == length - 5
evidence udp packet weak
  expression ^[\xe3\xc5][\x90-\x9f\xa0-\xa5]
  needs port
evidence udp packet weak
  expression ^[\xe4\xe5][\x00\x01\x08-\x0b\x10\x11\x18-\x1b\x20-\x33\x40-\x63]
  needs port
# Kademlia: a search for a node and its like, 35 bytes.
evidence udp packet weak
  expression ^\xe4[\x20\x33][\x01-\x0b]
  where length == 35
  needs second-packet other-side
