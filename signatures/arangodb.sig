name       arangodb
title      ArangoDB VelocyStream
reference  ArangoDB VelocyStream protocol, versions 1.0 and 1.1
groups     database
ports      tcp/8529

evidence tcp client
  expression ^VST/1\.[01]\r\n\r\n
