name       mqtt-sn
title      MQTT for sensor networks
reference  MQTT-SN 1.2 section 5
groups     message-queue iot
ports      udp/1883 udp/10000
wireshark  mqttsn

evidence udp packet weak
  expression ^[\x02-\x40][\x00-\x02\x04-\x07\x0a-\x0d\x12-\x1d]
  where u8(0) == length
  needs port
