name       source-engine
title      Source engine server queries
reference  Valve developer wiki, Server queries
groups     game
ports      udp/27015
ndpi       Source_Engine HalfLife2
wireshark  steam_ihs_discovery

evidence udp packet
  expression ^\xff\xff\xff\xffTSource Engine Query\x00
  expression ^\xff\xff\xff\xffI[\x02-\x30][ -~]
evidence udp packet
  expression ^\xff\xff\xff\xff[UVW]
  where length == 9
evidence udp packet
  expression ^\xff\xff\xff\xffA
  where length == 9
