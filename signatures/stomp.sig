name       stomp
title      Simple Text Oriented Messaging Protocol
reference  STOMP 1.2
groups     message-queue
ports      tcp/61613
ndpi       STOMP
wireshark  stomp

evidence tcp packet
  expression ^\n*(CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|MESSAGE|RECEIPT|ERROR)\r?\n[a-z-]+:[^\r\n]*\r?\n

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^\n*(CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|MESSAGE|RECEIPT|ERROR)\r?\n[a-z-]+:[^\r\n]*\r?\n
evidence tcp server
  expression ^\n*(CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|MESSAGE|RECEIPT|ERROR)\r?\n[a-z-]+:[^\r\n]*\r?\n
