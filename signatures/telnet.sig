name       telnet
title      Telnet
reference  RFC 854, RFC 855
groups     remote-access
ports      tcp/23 tcp/2323
ndpi       Telnet
wireshark  telnet
iana       telnet

# Two option negotiations in a row; a single one needs a second sign.
evidence tcp packet
  expression ^(\xff[\xfb-\xfe][\x00-\x31\x45\x46\xc8\xff]){2}
  expression ^\xff[\xfb-\xfe][\x00-\x31\x45\x46]\xff\xfa[\x00-\x31]
evidence tcp packet weak
  expression ^\xff[\xfb-\xfe][\x00-\x31\x45\x46\xc8]
  needs port other-side second-packet
