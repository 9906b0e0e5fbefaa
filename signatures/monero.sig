name       monero
title      Monero
reference  Monero, levin protocol
groups     crypto-currency p2p
ports      tcp/18080
ndpi       Monero

evidence tcp packet
  expression ^\x01\x21\x01\x01\x01\x01\x01\x01
