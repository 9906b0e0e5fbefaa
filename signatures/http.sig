name       http
title      Hypertext Transfer Protocol 1.x
reference  RFC 9112 sections 3 and 4
groups     web
ports      tcp/80 tcp/8080 tcp/8000 tcp/3128
ndpi       HTTP HTTP_Proxy HTTP_Connect WebDAV SOAP
wireshark  http
iana       http http-alt

# A request line, also when it comes in several segments.
evidence tcp client
  expression ^(GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|PATCH|CONNECT) [^\x00-\x1f]+ HTTP/1\.[01]\r?\n
  expression ^(PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH|MERGE|CHECKOUT|RPC_IN_DATA|RPC_OUT_DATA) [^\x00-\x1f]+ HTTP/1\.[01]\r?\n

evidence tcp packet
  expression ^(GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|PATCH|CONNECT) [^\x00-\x1f]+ HTTP/1\.[01]\r?\n
  expression ^(PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH|MERGE|CHECKOUT|RPC_IN_DATA|RPC_OUT_DATA) [^\x00-\x1f]+ HTTP/1\.[01]\r?\n
  expression ^HTTP/1\.[01] [1-5]\d\d[ \r\n]

# A target that is longer than its packet.
evidence tcp packet
  expression ^(GET|HEAD|POST|PUT) (/|https?://)[!-~]{24,}$
