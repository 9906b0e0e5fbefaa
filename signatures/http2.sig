name       http2
title      Hypertext Transfer Protocol 2, without TLS
reference  RFC 9113 section 3.4
groups     web
ports      tcp/80
ndpi       HTTP2
wireshark  http2

evidence tcp client
  expression ^PRI \* HTTP/2\.0\r\n\r\nSM\r\n\r\n

# A server's SETTINGS: whole six-byte settings, stream 0.
evidence tcp packet
  expression ^\x00\x00[\x06\x0c\x12\x18\x1e\x24\x2a\x30]\x04\x00\x00\x00\x00\x00\x00[\x01-\x06]
  where u24be(0) <= length - 9
