name       viber
title      Viber
reference  from the bytes: a message type, then a zero
groups     voip chat
ports      udp/7985 udp/7987 udp/5242 udp/5243 udp/4244 tcp/4244 tcp/5242 tcp/5243
ndpi       Viber

evidence udp packet weak
  expression ^..[\x01-\x1f]\x00
  where length >= 12
  needs port
evidence tcp packet weak
  expression ^.\x00
  where u16le(0) == length
  needs port
