name       directconnect
title      Direct Connect and ADC
reference  NeoModus Direct Connect; ADC 1.0
groups     p2p
ports      tcp/411 tcp/412

evidence tcp packet
  expression ^\$(Lock|MyNick|Key|Supports|Hello|HubName|ValidateNick|Direction) [^|]*\|
  expression ^[HC]SUP (AD(BASE|BAS0|TIGR|PING)[ \n])
