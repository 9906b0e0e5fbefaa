name       syslog
title      Syslog
reference  RFC 5424 section 6, RFC 3164
groups     monitoring
ports      udp/514 tcp/514 tcp/601
ndpi       Syslog
wireshark  syslog
iana       syslog

evidence either packet
  expression ^(\d{1,5} )?<1?\d?\d>(1 (\d{4}-\d\d-\d\dT|- )|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d |\d{4}-\d\d-\d\d[T ])
evidence either packet weak
  expression ^<1?\d?\d>[ -~\t]
  needs port second-packet
