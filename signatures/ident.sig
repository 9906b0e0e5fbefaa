name       ident
title      Identification protocol
reference  RFC 1413
groups     authentication
ports      tcp/113
wireshark  ident
iana       auth

evidence tcp packet
  expression ^\d{1,5} ?, ?\d{1,5} ?: ?(USERID|ERROR) ?: ?
evidence tcp packet weak
  expression ^\d{1,5} ?, ?\d{1,5}\r?\n$
  needs port
