name       hart-ip
title      HART over IP
reference  FieldComm HCF_SPEC-085
groups     industrial
ports      udp/5094 tcp/5094
ndpi       HART-IP
wireshark  hart_ip
iana       hart-ip

evidence either packet weak
  expression ^[\x01\x02][\x00-\x02\x0f][\x00-\x04].
  where u16be(6) == length and length >= 8
  needs port other-side second-packet
