name       msdo
title      Windows Update delivery optimization
reference  MS-DO peer protocol: its handshake
groups     p2p
ports      tcp/7680

evidence tcp packet
  expression ^\x0eSwarm protocol
