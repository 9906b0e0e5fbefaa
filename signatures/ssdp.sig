name       ssdp
title      Simple Service Discovery Protocol
reference  UPnP Device Architecture 2.0 section 1
groups     discovery
ports      udp/1900
ndpi       SSDP
wireshark  ssdp
iana       ssdp

evidence udp packet
  expression ^(M-SEARCH|NOTIFY) \*? ?HTTP/1\.[01]\r?\n
  expression ^HTTP/1\.[01] 200 OK\r?\n
