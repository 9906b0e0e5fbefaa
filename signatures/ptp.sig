name       ptp
title      Precision Time Protocol
reference  IEEE 1588-2019 section 13.3
groups     time
ports      udp/319 udp/320
ndpi       PTPv2
wireshark  ptp
iana       ptp-event ptp-general

evidence udp packet weak
  expression ^.[\x02\x12\x22].
  where u16be(2) <= length and u16be(2) >= 44
  needs port
evidence udp packet weak
  expression ^\x00\x01\x00[\x01-\x1f]
  needs port
