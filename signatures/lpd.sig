name       lpd
title      Line printer daemon
reference  RFC 1179 section 5
groups     printing
ports      tcp/515
wireshark  lpd
iana       printer

evidence tcp client weak
  expression ^[\x01-\x05][!-~]{1,64}( [ -~]*)?\n$
  needs port
