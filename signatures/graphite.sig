name       graphite
title      Graphite plaintext metrics
reference  Graphite, Carbon plaintext protocol
groups     monitoring
ports      tcp/2003 udp/2003

evidence either packet
  expression ^[A-Za-z0-9_.=;-]+\.[A-Za-z0-9_.=;-]+ -?\d+(\.\d+)?(e[-+]?\d+)? \d{10}\n
