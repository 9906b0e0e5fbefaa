name       nsq
title      NSQ
reference  NSQ TCP protocol specification
groups     message-queue
ports      tcp/4150

# Two spaces, version 2, and a command.
evidence tcp client
  expression ^\x20\x20V2(IDENTIFY\n|SUB |PUB |MPUB |AUTH\n|NOP\n)
evidence tcp client weak
  expression ^\x20\x20V2$
  needs port
