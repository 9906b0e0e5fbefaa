name       roughtime
title      Roughtime
reference  draft-ietf-ntp-roughtime section 5
groups     time
ports      udp/2002
ndpi       Roughtime

evidence udp packet
  expression ^ROUGHTIM
