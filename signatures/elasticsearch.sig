name       elasticsearch
title      Elasticsearch transport
reference  Elasticsearch, TcpHeader
groups     database cluster
ports      tcp/9300
ndpi       Elasticsearch

evidence tcp packet
  expression ^ES[\x00-\x05].
  where u32be(2) >= length - 6 and u32be(2) >= 13 and u8(6) == 0
