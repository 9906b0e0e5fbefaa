name       zug
title      ZUG consensus
reference  from the bytes: magic zUG and a version
groups     crypto-currency
ports      udp/19000
ndpi       ZUG

evidence udp packet
  expression ^\x00zUG\x10
