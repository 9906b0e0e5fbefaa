name       hazelcast
title      Hazelcast
reference  Hazelcast open binary client protocol
groups     database cluster
ports      tcp/5701
wireshark  hazelcast

evidence tcp client
  expression ^(HZC|CB2|CP2)$
