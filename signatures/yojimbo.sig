name       yojimbo
title      netcode.io and yojimbo
reference  netcode.io 1.02, connection request packet
groups     game
ndpi       Yojimbo

evidence udp packet
  expression ^\x00NETCODE 1\.0\d\x00
