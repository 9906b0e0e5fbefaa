name       munin
title      Munin node
reference  Munin, data exchange protocol
groups     monitoring
ports      tcp/4949
ndpi       Munin
iana       munin

evidence tcp packet
  expression ^# munin node at\x20
