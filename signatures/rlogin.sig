name       rlogin
title      BSD remote login
reference  RFC 1282
groups     remote-access
ports      tcp/513
wireshark  rlogin
iana       login

evidence tcp client
  expression ^\x00[a-zA-Z_][!-~]{0,31}\x00[a-zA-Z_][!-~]{0,31}\x00[a-z][a-z0-9-]{1,31}/\d{2,6}\x00
