name       irc
title      Internet Relay Chat
reference  RFC 2812 section 3, RFC 1459
groups     chat
ports      tcp/6667 tcp/6660 tcp/6661 tcp/6662 tcp/6663 tcp/6664 tcp/6665 tcp/6666 tcp/6668 tcp/6669 tcp/7000 tcp/194
ndpi       IRC
wireshark  irc
iana       irc ircu

evidence tcp packet
  expression ^(PASS [^\r\n]+\r?\n)?(CAP [^\r\n]+\r?\n)?NICK [^ \r\n]+\r?\nUSER [^ \r\n]+ [^ \r\n]+ [^ \r\n]+\x20
  expression ^USER [^ \r\n]+ [^ \r\n]+ [^ \r\n]+ :?[^\r\n]*\r?\n(NICK|CAP|PASS)\x20
  expression ^:[!-~]+ (NOTICE (AUTH|\*|[!-~]+) :|00[1-4] [!-~]+ )
  expression ^NOTICE (AUTH|\*) :
  expression ^CAP LS 30\d\r?\n
  expression ^(:[!-~]+![!-~]+@[!-~]+ )(PRIVMSG|JOIN|PART|QUIT|NICK|MODE|NOTICE|TOPIC|KICK)\x20
evidence tcp packet weak
  expression ^(NICK|USER|JOIN #|PRIVMSG|PONG|PING|CAP (LS|REQ|END)|MODE|WHO|PASS)[^\r\n]*\r?\n
  expression ^:[!-~]+ (\d\d\d|MODE|JOIN|PING|PONG|CAP)\x20
  expression ^(PING :[!-~]+|ERROR :[^\r\n]+)\r\n
  needs other-side

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(PASS [^\r\n]+\r?\n)?(CAP [^\r\n]+\r?\n)?NICK [^ \r\n]+\r?\nUSER [^ \r\n]+ [^ \r\n]+ [^ \r\n]+\x20
  expression ^USER [^ \r\n]+ [^ \r\n]+ [^ \r\n]+ :?[^\r\n]*\r?\n(NICK|CAP|PASS)\x20
  expression ^CAP LS 30\d\r?\n
evidence tcp server
  expression ^:[!-~]+ (NOTICE (AUTH|\*|[!-~]+) :|00[1-4] [!-~]+ )
  expression ^NOTICE (AUTH|\*) :
