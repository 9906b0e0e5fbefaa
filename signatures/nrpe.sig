name       nrpe
title      Nagios Remote Plugin Executor
reference  NRPE, packet version 2
groups     monitoring
ports      tcp/5666
iana       nrpe

evidence tcp packet
  expression ^\x00[\x02-\x04]\x00[\x01-\x03]
  where length in 1036..1040 and u16be(8) < 8192
