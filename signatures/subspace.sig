name       subspace
title      SubSpace and Continuum
reference  from the bytes: 00 01, a key of four bytes, the kind of client; the answer 00 02 with the key, or 00 10
groups     game

evidence udp packet weak
  expression ^\x00\x01....[\x01\x11]\x00
  where length == 8
  needs other-side
evidence udp packet weak
  expression ^\x00\x02....
  where length == 6
  needs other-side
evidence udp packet weak
  expression ^\x00\x10........\x01\x00
  where length == 12
  needs other-side
