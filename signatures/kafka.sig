name       kafka
title      Apache Kafka
reference  Kafka protocol guide, request header
groups     message-queue cluster
ports      tcp/9092
ndpi       Kafka
wireshark  kafka

# Length, api key, api version, correlation, and the client's name.
evidence tcp packet
  expression ^\x00...\x00[\x00-\x50]\x00[\x00-\x14]....\x00[\x01-\x7f][!-~]{3,}
  where u32be(0) >= length - 4 and u32be(0) <= 10000000 and u16be(12) <= length - 14
