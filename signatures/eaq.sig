name       eaq
title      EAQ, broadband measurement
reference  no public specification; the marks that nDPI knows
groups     monitoring
ports      udp/6000
ndpi       EAQ

evidence udp packet weak
  expression ^[\x00-\x09]{4}
  where length == 16 and port == 6000
  needs second-packet
