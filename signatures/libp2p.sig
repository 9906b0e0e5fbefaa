name       libp2p
title      libp2p stream negotiation
reference  multistream-select 1.0
groups     p2p
ports      tcp/4001

evidence tcp packet
  expression ^\x13/multistream/1\.0\.0\n
