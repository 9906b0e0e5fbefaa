name       hsrp
title      Hot Standby Router Protocol
reference  RFC 2281 section 5; version 2
groups     routing
ports      udp/1985 udp/2029
ndpi       HSRP
wireshark  hsrp
iana       hsrp hsrpv6

evidence udp packet weak
  expression ^\x00[\x00-\x03][\x00\x01\x02\x04\x08\x10]
  where length >= 20
  needs port
evidence udp packet weak
  expression ^([\x01\x02][\x04\x28])
  needs port
