name       openflow
title      OpenFlow
reference  OpenFlow switch specification 1.0 to 1.5, hello
groups     networking
ports      tcp/6653 tcp/6633
ndpi       OpenFlow
wireshark  openflow
iana       openflow

evidence tcp packet
  expression ^[\x01-\x06]\x00\x00[\x08\x10\x18]
  where u16be(2) == length
evidence tcp packet weak
  expression ^[\x01-\x06][\x00-\x23]
  where u16be(2) <= length and u16be(2) >= 8
  needs port
