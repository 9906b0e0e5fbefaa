name       rtps
title      Real-Time Publish Subscribe (DDS)
reference  OMG DDSI-RTPS 2.5 section 9.4
groups     rpc
ports      udp/7400 udp/7401 udp/7410
ndpi       RTPS
wireshark  rtps

evidence either packet
  expression ^RTP[SX][\x01\x02][\x00-\x0f]
