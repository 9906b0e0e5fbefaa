name       ether-sio
title      SAIA Ether-S-IO
reference  from the bytes: its name
groups     industrial
ports      udp/6060
ndpi       EtherSIO
wireshark  esio

evidence udp packet
  expression ^ESIO[\x00-\x0f]
