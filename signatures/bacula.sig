name       bacula
title      Bacula and Bareos
reference  Bacula developer's guide, director handshake
groups     file-transfer
ports      tcp/9101 tcp/9102 tcp/9103
iana       bacula-dir bacula-fd bacula-sd

evidence tcp client
  expression ^\x00\x00\x00.Hello [^\x00]*(calling|\*UserAgent\*|Start|Director)
