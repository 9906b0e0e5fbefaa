name       haproxy
title      PROXY protocol
reference  The PROXY protocol, versions 1 and 2, HAProxy 2020
groups     proxy
ndpi       HAProxy
wireshark  proxy

evidence tcp client
  expression ^PROXY (TCP[46] [0-9a-fA-F.:]+ [0-9a-fA-F.:]+ \d+ \d+|UNKNOWN[^\r\n]*)\r\n
  expression ^\r\n\r\n\x00\r\nQUIT\n[\x20\x21]
