name       alicloud
title      Alibaba Cloud client
reference  from the bytes: magic ce fa be ba and a length
groups     cloud
ndpi       AliCloud

evidence tcp packet
  expression ^\xce\xfa\xbe\xba.[\x00-\x0f]\x00\x00
