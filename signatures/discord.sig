name       discord
title      Discord voice, address discovery
reference  Discord developer documentation, voice connections: IP discovery
groups     voip
ndpi       Discord i3D

# What a client sends to keep its mapping: a magic, then a counter.
evidence udp packet
  expression ^\x13\x37\xca\xfe
  where length == 8
# Type and length, the stream's source, room for an address and a port.
evidence udp packet
  expression ^\x00[\x01\x02]\x00\x46
  where length == 74
