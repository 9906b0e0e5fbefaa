name       artnet
title      Art-Net
reference  Art-Net 4
groups     building
ports      udp/6454
wireshark  artnet

evidence udp packet
  expression ^Art-Net\x00
