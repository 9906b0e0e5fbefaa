name       ceph
title      Ceph messenger
reference  Ceph documentation, messenger protocol versions 1 and 2
groups     file-transfer cluster
ports      tcp/6789 tcp/3300
ndpi       Ceph
wireshark  ceph

evidence tcp packet
  expression ^ceph v(0\d\d|2\n)
