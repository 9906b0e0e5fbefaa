name       distcc
title      distcc
reference  distcc, protocol 1 to 3
groups     cluster
ports      tcp/3632
wireshark  distcc
iana       distcc

evidence tcp client
  expression ^DIST0000000[1-4]ARGC
