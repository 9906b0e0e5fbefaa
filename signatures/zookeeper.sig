name       zookeeper
title      Apache ZooKeeper
reference  ZooKeeper jute: ConnectRequest, ConnectResponse
groups     cluster
ports      tcp/2181
wireshark  zookeeper

evidence tcp packet
  expression ^\x00\x00\x00[\x2c\x2d]\x00\x00\x00\x00
  where u32be(28) == 16 and u32be(0) == length - 4
evidence tcp packet weak
  expression ^(ruok|stat|srvr|mntr|conf|cons|dump|envi|isro|imok)\n?$
  needs port
