name       hazel
title      Hazel, as Among Us speaks it
reference  Hazel networking: packet types
groups     game
ports      udp/22023 udp/22123
ndpi       AmongUs

# Hello: its number, the version of Hazel, the client's.
evidence udp packet weak
  expression ^\x08\x00.\x00
  where length in 8..1200
  needs port
# One message with its true length: unreliable, and reliable with a number.
evidence udp packet weak
  expression ^\x00
  where u16le(1) == length - 4
  needs port
evidence udp packet weak
  expression ^\x01\x00
  where u16le(3) == length - 6
  needs port
# Acknowledgement and ping.
evidence udp packet weak
  expression ^(\x0a\x00..|\x0c\x00.)$
  needs port
