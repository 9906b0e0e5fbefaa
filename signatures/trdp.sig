name       trdp
title      Train Real-time Data Protocol
reference  IEC 61375-2-3 annex A
groups     industrial
ports      udp/17224 udp/17225 tcp/17225
ndpi       TRDP
wireshark  trdp

evidence either packet
  expression ^....\x01[\x00-\x03](Pd|Pr|Pp|Pe|Mn|Mr|Mp|Mq|Mc|Me)
