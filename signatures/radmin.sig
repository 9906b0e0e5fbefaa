name       radmin
title      Radmin remote control
reference  from the bytes: the client's hello and its answer
groups     remote-access
ports      tcp/4899
ndpi       Radmin
iana       radmin-port

evidence tcp packet
  expression ^\x01\x00\x00\x00\x01\x00\x00\x00\x08\x08
  expression ^\x01\x00\x00\x00\x25\x00\x00[\x00-\x02][\x08\x10\x12]
