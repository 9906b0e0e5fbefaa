name       line-call
title      LINE calls
reference  no public specification; the marks that nDPI knows
groups     voip
ndpi       LineCall Line

evidence udp packet weak
  expression ^\xb6[\x01-\x1f]
  where u16be(2) == length - 4 and length >= 8
  needs other-side second-packet
