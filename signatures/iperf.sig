name       iperf
title      iperf3 control
reference  from the bytes: a cookie of 36 letters and digits
groups     monitoring
ports      tcp/5201
ndpi       TargusDataspeed

evidence tcp client weak
  expression ^[a-z2-7]{36}\x00$
  needs port
