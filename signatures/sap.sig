name       sap
title      SAP network interface
reference  from the bytes: a length of four bytes before each message
groups     database
ports      tcp/3200 tcp/3201 tcp/3299 tcp/3300 tcp/3600
ndpi       SAP
wireshark  sapni

evidence tcp packet
  expression ^\x00\x00..NI_(PING|PONG|ROUTE)\x00
evidence tcp packet weak
  expression ^\x00\x00
  where u32be(0) == length - 4 and length > 12
  needs port
