name       vhua
title      VHUA calls
reference  no public specification; the marks that nDPI knows
groups     voip
ports      udp/58267
ndpi       VHUA

evidence udp packet
  expression ^\x05\x14\x3a\x05\x08\xf8\xa1\xb1\x03
