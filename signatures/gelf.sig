name       gelf
title      Graylog Extended Log Format
reference  GELF, chunked
groups     monitoring
ports      udp/12201
wireshark  gelf

evidence udp packet weak
  expression ^\x1e\x0f
  where u8(11) in 1..128 and length >= 12
  needs port second-packet
