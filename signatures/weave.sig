name       weave
title      Weave, as Nest's thermostats and cameras speak it to the log sink
reference  OpenWeave, message header over TCP
groups     iot
ports      tcp/11095
ndpi       NestLogSink

evidence tcp packet
  expression ^..[\x00-\x0f][\x10-\x1f]
  where u16le(0) == length - 2 and server-port == 11095
