name       neo4j
title      Neo4j Bolt
reference  Bolt protocol, handshake
groups     database
ports      tcp/7687
wireshark  bolt

evidence tcp client
  expression ^\x60\x60\xb0\x17
