name       spotify
title      Spotify
reference  from the bytes: its LAN discovery, the access point's hello
groups     streaming
ports      udp/57621 tcp/4070
ndpi       Spotify

evidence udp packet
  expression ^SpotUdp\d
evidence tcp client
  expression ^\x00\x04\x00\x00[\x00-\x08].\x52
  where u32be(2) == length
