name       hazel
title      Hazel, as Among Us speaks it
reference  Hazel networking: packet types
groups     game
ports      udp/22023 udp/22123
ndpi       AmongUs

evidence udp packet weak
  expression ^([\x00\x01\x08\x0a]|\x0c)[\x00-\xff]
  where length in 3..1200
  needs port
