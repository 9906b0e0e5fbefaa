name       rsh
title      BSD remote shell and remote execution
reference  4.3BSD rshd(8), rexecd(8)
groups     remote-access
ports      tcp/514 tcp/512
ndpi       RSH
wireshark  rsh
iana       shell exec

evidence tcp client
  expression ^\d{1,5}\x00[a-zA-Z_][!-~]{0,31}\x00[!-~]{1,64}\x00[!-~][ -~]*\x00
