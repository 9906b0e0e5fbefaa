name       gopher
title      Gopher
reference  RFC 1436
groups     web
ports      tcp/70
wireshark  gopher
iana       gopher

evidence tcp server
  expression ^[0-9+gIThiMs][^\t\r\n]*\t[^\t\r\n]*\t[A-Za-z0-9.()-]+\t\d{1,5}(\t\+)?\r?\n
