name       msnmessenger
title      MSN Messenger
reference  MSNP
groups     chat
ports      tcp/1863
wireshark  msnms
iana       msnp

evidence tcp packet
  expression ^VER \d+ (MSNP\d+ )+
  expression ^(ANS|USR|CVR) \d+ [!-~]+@[!-~]+ [0-9.]
