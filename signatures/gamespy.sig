name       gamespy
title      GameSpy query
reference  UT3 query protocol
groups     game
ports      udp/29900

evidence udp packet
  expression ^\xfe\xfd[\x00\x09]
  where length in 7..15
evidence udp packet
  expression ^\\(status|info|basic|rules|players|packets|echo)\\
