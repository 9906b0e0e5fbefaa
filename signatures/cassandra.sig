name       cassandra
title      Apache Cassandra
reference  CQL binary protocol, versions 3 to 5; internode messaging
groups     database cluster
ports      tcp/9042 tcp/7000
ndpi       Cassandra
wireshark  cql

evidence tcp packet
  expression ^[\x03-\x05\x83-\x85][\x00\x10]..[\x00\x01\x02\x03\x05-\x10]
  where u32be(5) == length - 9
evidence tcp packet
  expression ^\xca\x55\x2d\xfa
