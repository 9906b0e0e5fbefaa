name       ajp
title      Apache JServ Protocol 1.3
reference  AJP v1.3, Apache Tomcat connectors
groups     web
ports      tcp/8009
ndpi       AJP
wireshark  ajp13

evidence tcp packet
  expression ^\x12\x34..[\x02\x07-\x0a]
  where u16be(2) == length - 4
evidence tcp packet
  expression ^AB..[\x03-\x06\x09]
  where u16be(2) <= length - 4 and u16be(2) >= 1
