name       mqtt
title      MQTT
reference  MQTT 3.1.1 section 3.1, MQTT 5.0 section 3.1
groups     message-queue iot
ports      tcp/1883
ndpi       MQTT
wireshark  mqtt
iana       mqtt

# CONNECT names the protocol and its level.
evidence tcp packet
  expression ^\x10([\x0a-\x7f]|[\x80-\xff][\x01-\x7f]|[\x80-\xff][\x80-\xff][\x01-\x7f])\x00(\x04MQTT[\x03-\x05]|\x06MQIsdp[\x03\x83])
# Answers, keep-alives and a publication, where only a few bytes are fixed.
evidence tcp packet weak
  expression ^(\x20\x02[\x00\x01][\x00-\x05]|\xc0\x00|\xd0\x00|\x40\x02..)$
  expression ^\x30[\x04-\x7f]\x00[\x01-\x7f][!-~]+
  needs port other-side
