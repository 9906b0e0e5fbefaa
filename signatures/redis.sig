name       redis
title      Redis
reference  Redis serialization protocol, versions 2 and 3
groups     database
ports      tcp/6379 tcp/26379
ndpi       RESP
wireshark  resp
iana       redis

# A command is an array of bulk strings.
evidence tcp packet
  expression ^\*[1-9]\d*\r\n\$\d+\r\n
  expression ^-(NOAUTH Authentication required|DENIED Redis is running|WRONGPASS |NOPERM |LOADING Redis|MISCONF Redis)
  expression ^\$\d+\r\n# Server\r\nredis_version:
  expression ^(%\d+\r\n)?(\*\d+\r\n|\$6\r\n)server\r\n\$5\r\nredis\r\n
evidence tcp packet weak
  expression ^(?i:PING|INFO|QUIT|MONITOR|AUTH [^\r\n]+|GET [!-~]+|SET [!-~]+ [^\r\n]+|KEYS [!-~]+)\r?\n$
  expression ^(\+PONG|\+OK|-ERR [^\r\n]*|\$-1|:\d+)\r\n
  needs port

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^\*[1-9]\d*\r\n\$\d+\r\n
evidence tcp server
  expression ^-(NOAUTH Authentication required|DENIED Redis is running|WRONGPASS |NOPERM |LOADING Redis|MISCONF Redis)
