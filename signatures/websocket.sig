name       websocket
title      WebSocket
reference  RFC 6455 section 4
groups     web
ports      tcp/80
quality    great
ndpi       WebSocket HTTP
wireshark  websocket

evidence tcp packet
  expression ^GET [^\x00-\x1f]+ HTTP/1\.1\r\n([^\r\n]+\r\n)*(?i:upgrade: ?websocket)\r\n
  expression ^HTTP/1\.1 101[^\r\n]*\r\n([^\r\n]+\r\n)*(?i:upgrade: ?websocket)\r\n
