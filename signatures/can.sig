name       can
title      CAN frames over UDP (ISO11898)
reference  from the bytes: the name of the standard, then frames
groups     automotive industrial
ports      udp/11898
ndpi       Controller_Area_Network

evidence udp packet
  expression ^ISO11898
