name       amqp
title      Advanced Message Queuing Protocol
reference  AMQP 0-9-1 section 2.3, AMQP 1.0 section 2.2
groups     message-queue
ports      tcp/5672
ndpi       AMQP
wireshark  amqp
iana       amqp

evidence tcp client
  expression ^AMQP([\x00-\x03]\x01\x00\x00|\x00\x00\x09\x01|\x01\x01[\x00-\x09][\x00-\x0a]|\x00\x00\x09\x00)
evidence tcp server
  expression ^AMQP([\x00-\x03]\x01\x00\x00|\x00\x00\x09\x01|\x01\x01[\x00-\x09][\x00-\x0a]|\x00\x00\x09\x00)
# A method or header frame whose last byte is the frame end.
evidence tcp packet
  expression ^[\x01\x02][\x00-\x0f].\x00\x00..\x00[\x0a\x14\x1e\x28\x32\x3c\x55\x5a]\x00
  where u8(-1) == 0xce
