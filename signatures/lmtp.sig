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

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(?i:LHLO) [!-~]+\r?\n
evidence tcp server
  expression ^220[ -][!-~]+ LMTP
