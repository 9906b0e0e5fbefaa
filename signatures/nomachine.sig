name       nomachine
title      NoMachine NX
reference  from the bytes: the names of both sides with their version
groups     remote-access
ports      tcp/4000 udp/4000
ndpi       NoMachine
iana       nxd

evidence tcp packet
  expression ^NX(SH|D|SSH)-\d+\.\d+
evidence udp packet weak
  expression ^\x01\x00[\x01\x02]\x00.\x00
  where u16le(4) == length
  needs port
