name       tivoconnect
title      TiVoConnect discovery
reference  TiVoConnect Automatic Machine Discovery Protocol
groups     discovery
ports      udp/2190 tcp/2190
ndpi       TiVoConnect

evidence either packet
  expression ^(?i:tivoconnect=)
