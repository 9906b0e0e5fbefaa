name       uftp
title      UFTP encrypted multicast file transfer
reference  UFTP protocol 4 and 5, message header
groups     file-transfer
ports      udp/1044
ndpi       UFTP

evidence udp packet weak
  expression ^[\x30\x31\x40\x50][\x01-\x1f]
  where length >= 16
  needs port
