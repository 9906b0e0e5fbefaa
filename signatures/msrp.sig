name       msrp
title      Message Session Relay Protocol
reference  RFC 4975 section 9
groups     chat
ports      tcp/2855
wireshark  msrp
iana       msrp

evidence tcp packet
  expression ^MSRP [!-~]+ (SEND|REPORT|AUTH|[2-5]\d\d)[ \r]
