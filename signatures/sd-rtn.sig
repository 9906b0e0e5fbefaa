name       sd-rtn
title      Agora SD-RTN
reference  no public specification; the marks that nDPI knows
groups     voip streaming
ndpi       SD-RTN

# The name stands behind the word SNI and its length.
evidence udp packet
  expression ^......\x21.....\x04SNI
  where u16be(16) + 19 <= length and u8(18) == 0
