name       lmtp
title      Local Mail Transfer Protocol
reference  RFC 2033
groups     mail
ports      tcp/24
wireshark  lmtp
iana       lmtp
quality    great

evidence tcp packet
  expression ^(?i:LHLO) [!-~]+\r?\n
  expression ^220[ -][!-~]+ LMTP
