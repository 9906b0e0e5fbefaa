name       zeromq
title      ZeroMQ message transport
reference  ZMTP 3.1 section 2
groups     message-queue
ndpi       ZeroMQ
wireshark  zmtp

evidence tcp packet
  expression ^\xff\x00\x00\x00\x00\x00\x00\x00[\x00-\xff]\x7f
