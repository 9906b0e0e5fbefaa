name       cnp-ip
title      Component network over IP
reference  EIA-852, ISO/IEC 14908-4
groups     building industrial
ports      udp/1628 udp/1629
ndpi       CNP-IP
wireshark  cnip

evidence udp packet
  expression ^..\x01[\x01-\x7f][\x00-\x0f].\x00\x00
  where u16be(0) == length and length >= 20
