name       syncthing
title      Syncthing local discovery
reference  Syncthing, Local Discovery Protocol 4
groups     p2p file-transfer discovery
ports      udp/21027
ndpi       Syncthing
wireshark  bep

evidence udp packet
  expression ^(\x2e\xa7\xd9\x0b|\x9d\x79\xbc\x40)
