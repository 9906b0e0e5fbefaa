name       capwap
title      Control And Provisioning of Wireless Access Points
reference  RFC 5415 section 4.1
groups     networking
ports      udp/5246 udp/5247
ndpi       CAPWAP
wireshark  capwap
iana       capwap-control capwap-data

# The preamble for DTLS, then DTLS.
evidence udp packet
  expression ^\x01\x00\x00\x00[\x14-\x17](\x01\x00|\xfe[\xfc-\xff])
evidence udp packet weak
  expression ^[\x00\x01][\x00-\x50]
  where length >= 12
  needs port
