name       dict
title      Dictionary server protocol
reference  RFC 2229
groups     directory
ports      tcp/2628
wireshark  dict
iana       dict

evidence tcp packet
  expression ^220 [!-~]+ dictd?\x20
  expression ^(CLIENT [^\r\n]+\r\n)?(DEFINE|MATCH) ([!*]|[a-z0-9_-]+) [^\r\n]+\r\n

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(CLIENT [^\r\n]+\r\n)?(DEFINE|MATCH) ([!*]|[a-z0-9_-]+) [^\r\n]+\r\n
evidence tcp server
  expression ^220 [!-~]+ dictd?\x20
