name       mgcp
title      Media Gateway Control Protocol
reference  RFC 3435 section 3
groups     voip
ports      udp/2427 udp/2727
ndpi       MGCP
wireshark  mgcp
iana       mgcp-gateway

evidence udp packet
  expression ^(?i:EPCF|CRCX|MDCX|DLCX|RQNT|NTFY|AUEP|AUCX|RSIP) \d+ [!-~]+ MGCP [01]\.\d
evidence udp packet weak
  expression ^[1-9]\d\d \d+[ \r\n]
  needs port
