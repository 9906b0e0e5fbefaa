name       bjnp
title      Canon BJNP printing and scanning
reference  cups-bjnp, sane-backends bjnp
groups     printing discovery
ports      udp/8611 udp/8612
ndpi       BJNP
wireshark  bjnp
iana       canon-bjnp1

evidence either packet
  expression ^(BJN[PBI]|MFNP)[\x01\x02\x81\x82]
  where u32be(12) == length - 16
