name       imo-call
title      imo calls
reference  from the bytes: a kind, then a counter of 64 bits, little-endian
groups     voip
ndpi       IMO

# The counter stays below 2^24 for hours: its upper five bytes are zero.
evidence udp packet
  expression ^\x09\x02...\x00\x00\x00\x00\x00$
  where length == 10
# The relay sends the same behind a length.
evidence udp packet
  expression ^\x00\x09\x03...\x00\x00\x00\x00\x00$
  where length == 11
