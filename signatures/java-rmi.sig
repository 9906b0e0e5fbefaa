name       java-rmi
title      Java Remote Method Invocation
reference  Java RMI specification section 10.2
groups     rpc
ports      tcp/1099
ndpi       JRMI
wireshark  rmi
iana       rmiregistry

evidence tcp client
  expression ^JRMI\x00[\x01\x02][\x4b-\x4d]
