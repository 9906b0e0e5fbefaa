name       ganglia
title      Ganglia
reference  gmond, metric messages
groups     monitoring
ports      udp/8649

evidence udp packet
  expression ^\x00\x00\x00[\x80-\x87]\x00\x00\x00[\x01-\x40][!-~]
  where u32be(4) <= length - 8
