name       megaco
title      Megaco, H.248
reference  ITU-T H.248.1 annex B
groups     voip
ports      udp/2944 udp/2945 tcp/2944
ndpi       Megaco
wireshark  megaco
iana       megaco-h248

evidence either packet
  expression ^(MEGACO|!)/[1-3] [\[<]
