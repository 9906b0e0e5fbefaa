name       zoom
title      Zoom media
reference  from the bytes: the media server's handshake
groups     voip
ports      udp/8801
ndpi       Zoom

evidence udp packet weak
  expression ^[\x01\x02\x05]\x00[\x00\x01\x02\x10]
  where length >= 36
  needs port
