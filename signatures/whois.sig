name       whois
title      WHOIS
reference  RFC 3912
groups     naming
ports      tcp/43 tcp/4343
ndpi       Whois-DAS
wireshark  whois
iana       nicname

evidence tcp packet weak
  expression ^[!-~][ -~]{2,250}\r?\n$
  needs port
