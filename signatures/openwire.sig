name       openwire
title      ActiveMQ OpenWire
reference  Apache ActiveMQ, OpenWire version 2 specification
groups     message-queue
ports      tcp/61616
ndpi       OpenWire
wireshark  openwire

evidence tcp packet
  expression ^\x00\x00..\x01ActiveMQ
