name       ripe-atlas
title      MGLNDD scanner probes
reference  from the bytes: MGLNDD, address and port
groups     security
ndpi       RipeAtlas

evidence either packet
  expression ^MGLNDD_
