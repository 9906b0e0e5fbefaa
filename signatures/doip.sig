name       doip
title      Diagnostics over IP
reference  ISO 13400-2 section 7
groups     automotive
ports      tcp/13400 udp/13400
wireshark  doip

evidence either packet
  expression ^(\x01\xfe|\x02\xfd|\x03\xfc|\x04\xfb|\xff\x00)[\x00\x40\x80]
  where u32be(4) == length - 8
