name       amanda
title      Amanda backup
reference  Amanda, network protocol
groups     file-transfer
ports      udp/10080 tcp/10080
wireshark  amanda
iana       amanda

evidence either packet
  expression ^Amanda \d\.\d (REQ|ACK|PREP|REP|NAK) HANDLE
