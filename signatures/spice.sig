name       spice
title      SPICE remote display
reference  SPICE protocol, link stage
groups     remote-access
ports      tcp/5900 tcp/5930
wireshark  spice

evidence tcp packet
  expression ^REDQ[\x01\x02]\x00\x00\x00
