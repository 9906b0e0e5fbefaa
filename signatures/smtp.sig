name       smtp
title      Simple Mail Transfer Protocol
reference  RFC 5321 sections 4.1 and 4.2
groups     mail
ports      tcp/25 tcp/587 tcp/2525
ndpi       SMTP SMTPS
wireshark  smtp
iana       smtp submission

# The greeting: the server's name, then what it is in words.
evidence tcp packet
  expression ^220[ -]([!-~]+ )*(?i:E?SMTP)[ \r\n(;,-]
  expression ^220[ -](?i:smtp)[A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+[ \r\n]
  expression ^(?i:EHLO|HELO) [!-~]+\r?\n
  expression ^(?i:MAIL FROM): ?<[^ <>\r\n]*>
  expression ^(?i:RCPT TO): ?<[^ <>\r\n]+>
  expression ^250-[^\r\n]+\r\n250[ -](PIPELINING|SIZE|8BITMIME|STARTTLS|ENHANCEDSTATUSCODES|AUTH|DSN)
  expression ^250[ -]2\.[0-9]\.[0-9]\x20
  expression ^354 [^\r\n]*(?i:end data with|start mail|<CRLF>\.<CRLF>)
  expression ^(421|5[05]\d)[ -][45]\.\d{1,3}\.\d{1,3}\x20

# A greeting that could be FTP's too.
evidence tcp packet weak
  expression ^220[ -](\[[0-9A-Fa-f.:IPv]+\]|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)[ \r\n]
  needs port

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(?i:EHLO|HELO) [!-~]+\r?\n
evidence tcp server
  expression ^220[ -]([!-~]+ )*(?i:E?SMTP)[ \r\n(;,-]
  expression ^220[ -](?i:smtp)[A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+[ \r\n]
  expression ^250-[^\r\n]+\r\n250[ -](PIPELINING|SIZE|8BITMIME|STARTTLS|ENHANCEDSTATUSCODES|AUTH|DSN)
