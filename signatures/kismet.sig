name       kismet
title      Kismet
reference  Kismet, client/server protocol
groups     monitoring security
ports      tcp/2501
ndpi       Kismet
wireshark  kismet

evidence tcp packet
  expression ^\*KISMET: \d
