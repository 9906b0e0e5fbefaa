name       mumble
title      Mumble voice, server query
reference  Mumble, UDP ping
groups     voip
ports      udp/64738
ndpi       Mumble

evidence udp packet weak
  expression ^\x00\x00\x00\x00
  where length == 12 and u32be(4) > 65535
  needs port other-side
evidence udp packet weak
  expression ^\x00[\x01\x02][\x00-\x10]
  where length == 24
  needs port other-side
