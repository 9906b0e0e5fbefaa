name       collectd
title      collectd network plugin
reference  collectd, Binary protocol
groups     monitoring
ports      udp/25826
ndpi       collectd
wireshark  collectd

evidence udp packet
  expression ^\x00\x00\x00[\x05-\xff][!-~]+\x00\x00[\x01\x08]\x00\x0c
# Signed or encrypted.
evidence udp packet weak
  expression ^\x02[\x00\x10][\x00-\x05].
  where length >= 20 and u16be(2) <= length
  needs port
