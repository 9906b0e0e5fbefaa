name       hadoop
title      Hadoop IPC
reference  Hadoop RPC, connection header
groups     cluster
ports      tcp/8020 tcp/9000
wireshark  hadoop

evidence tcp client
  expression ^hrpc[\x04-\x0a]
