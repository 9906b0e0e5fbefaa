name       fins
title      Omron FINS
reference  Omron W342, FINS commands
groups     industrial
ports      udp/9600 tcp/9600
ndpi       FINS
wireshark  omron-fins

evidence tcp packet
  expression ^FINS\x00\x00..\x00\x00\x00[\x00-\x06]
  where u32be(4) <= length - 8
# Control, reserved 0, gateway count, addresses, a command.
evidence udp packet weak
  expression ^[\x80\x81\xc0\xc1]\x00[\x00-\x07].{7}[\x01-\x28]
  where length >= 12
  needs port other-side
