name       dnp3
title      Distributed Network Protocol 3
reference  IEEE 1815-2012 section 9
groups     industrial
ports      tcp/20000 udp/20000
ndpi       DNP3
wireshark  dnp3
iana       dnp

evidence either packet weak
  expression ^\x05\x64[\x05-\xff][\x00-\xff]
  where length >= 10
  needs port other-side second-packet
# The header alone, for the frames that carry nothing.
evidence tcp packet
  expression ^\x05\x64\x05[\x40-\x7f\xc0-\xff\x00\x01\x0b\x80\x81\x8b]
  where length == 10
