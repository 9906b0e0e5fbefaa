name       drda
title      Distributed Relational Database Architecture
reference  The Open Group, DRDA volume 3: Distributed Data Management
groups     database
ports      tcp/446 tcp/50000
ndpi       DRDA
wireshark  drda
iana       ddm-rdb

evidence tcp packet
  expression ^..\xd0[\x01-\x05\x41-\x45\x51-\x55]....[\x10-\x14\x20-\x24]
  where u16be(0) == u16be(6) + 6
