name       knxnet-ip
title      KNXnet/IP
reference  ISO 22510, KNXnet/IP core
groups     building industrial
ports      udp/3671 tcp/3671
ndpi       KNXnet_IP
wireshark  knxip
iana       efcp

evidence either packet
  expression ^\x06\x10[\x02-\x09].
  where u16be(4) <= length and u16be(4) >= 6
