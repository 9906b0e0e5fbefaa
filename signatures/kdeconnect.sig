name       kdeconnect
title      KDE Connect
reference  KDE Connect protocol: packets of JSON
groups     discovery
ports      udp/1716 tcp/1716

evidence either packet
  expression ^\{[ !#-z|~"]*"type": ?"kdeconnect\.
