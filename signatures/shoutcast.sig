name       shoutcast
title      SHOUTcast and Icecast streaming
reference  Icecast source and client protocol
groups     streaming
ports      tcp/8000
ndpi       IceCast
wireshark  icy

evidence tcp packet
  expression ^ICY [2-5]\d\d [^\r\n]*\r\n
  expression ^SOURCE [^\r\n]+ (HTTP/1\.[01]|ICE/1\.0)\r\n
