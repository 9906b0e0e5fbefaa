name       pulsar
title      Apache Pulsar
reference  Pulsar binary protocol: simple commands
groups     message-queue
ports      tcp/6650

# Lengths of frame and command, then the kind CONNECT or CONNECTED and its field.
evidence tcp packet
  expression ^\x00\x00..\x00\x00..\x08(\x02\x12|\x03\x1a)
  where u32be(0) == length - 4 and u32be(4) == u32be(0) - 4
