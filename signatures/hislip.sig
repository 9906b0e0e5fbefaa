name       hislip
title      High-Speed LAN Instrument Protocol
reference  IVI-6.1 section 2
groups     industrial
ports      tcp/4880
ndpi       HiSLIP
wireshark  hislip

evidence tcp packet
  expression ^HS[\x00-\x20]
  where u32be(12) <= length - 16 and u32be(8) == 0
