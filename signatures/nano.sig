name       nano
title      Nano (RaiBlocks)
reference  Nano protocol, message header
groups     crypto-currency p2p
ports      tcp/7075
ndpi       Nano
wireshark  nano

evidence either packet
  expression ^R[ABCX][\x0d-\x20][\x0d-\x20][\x0d-\x20][\x00-\x10]
