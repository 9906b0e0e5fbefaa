name       pop3
title      Post Office Protocol 3
reference  RFC 1939
groups     mail
ports      tcp/110
ndpi       POP3 POPS
wireshark  pop
iana       pop3

evidence tcp packet
  expression ^\+OK[^\r\n]*(?i:pop ?3?|dovecot|mailbox|maildrop)
  expression ^\+OK [^\r\n]*<[!-~]+@[!-~]+>\r\n
  expression ^APOP [!-~]+ [0-9a-f]{32}\r\n
evidence tcp packet weak
  expression ^\+OK [!-~]
  expression ^(?i:CAPA|STAT|UIDL|LIST|STLS|QUIT|AUTH( [A-Z0-9-]+)?|USER [^\r\n]+|PASS [^\r\n]*|RETR \d+|TOP \d+ \d+)\r\n
  needs other-side

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^APOP [!-~]+ [0-9a-f]{32}\r\n
evidence tcp server
  expression ^\+OK[^\r\n]*(?i:pop ?3?|dovecot|mailbox|maildrop)
  expression ^\+OK [^\r\n]*<[!-~]+@[!-~]+>\r\n
evidence tcp client weak
  expression ^(?i:CAPA|STLS|AUTH( [A-Z0-9-]+)?|USER [!-~]+)\r\n
  needs other-side
evidence tcp server weak
  expression ^\+OK [!-~]
  needs other-side
