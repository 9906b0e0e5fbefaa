name       imap
title      Internet Message Access Protocol
reference  RFC 9051 sections 6 and 7
groups     mail
ports      tcp/143
ndpi       IMAP IMAPS
wireshark  imap
iana       imap

evidence tcp packet
  expression ^\* (OK|PREAUTH)[^\r\n]*(?i:imap|dovecot)
  expression ^\* CAPABILITY IMAP4
  expression ^[!#-'+-Z\^-z|~]+ (?i:CAPABILITY|STARTTLS|LOGIN [^\r\n]+|AUTHENTICATE [A-Z0-9-]+|SELECT [^\r\n]+|EXAMINE [^\r\n]+|UID FETCH [^\r\n]+|LIST "[^\r\n]*)\r\n
evidence tcp packet weak
  expression ^\* (OK|PREAUTH|BYE|LIST|FLAGS|SEARCH|STATUS|\d+ (EXISTS|RECENT|FETCH))[ \r]
  expression ^[!#-'+-Z\^-z|~]+ (?i:NOOP|LOGOUT|ID|IDLE|NAMESPACE|UID|FETCH|SEARCH|STATUS|CLOSE|EXPUNGE|ENABLE)[ \r]
  needs port other-side

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^[!#-'+-Z\^-z|~]+ (?i:CAPABILITY|STARTTLS|LOGIN [^\r\n]+|AUTHENTICATE [A-Z0-9-]+|SELECT [^\r\n]+|EXAMINE [^\r\n]+|UID FETCH [^\r\n]+|LIST "[^\r\n]*)\r\n
evidence tcp server
  expression ^\* (OK|PREAUTH)[^\r\n]*(?i:imap|dovecot)
