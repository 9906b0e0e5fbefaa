name       nat-pmp
title      NAT Port Mapping Protocol and Port Control Protocol
reference  RFC 6886, RFC 6887 section 7
groups     networking
ports      udp/5351 udp/5350
ndpi       NAT-PMP
wireshark  nat-pmp portcontrol
iana       nat-pmp

evidence udp packet weak
  expression ^\x00\x00$
  needs port
evidence udp packet weak
  expression ^\x00[\x00-\x02\x80-\x82]\x00[\x00-\x05]
  where length in 8..16
  needs port
evidence udp packet weak
  expression ^[\x01\x02][\x00-\x03\x80-\x83]
  where length >= 24
  needs port
