name       activision
title      Activision, Call of Duty
reference  from the bytes: kind, version 2, an address, a port
groups     game
ports      udp/3074
ndpi       Activision

evidence udp packet weak
  expression ^[\x0c\x0d]\x02\x00
  where length == 29
  needs second-packet other-side
