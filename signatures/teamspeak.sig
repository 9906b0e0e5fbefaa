name       teamspeak
title      TeamSpeak
reference  from the bytes: TS3INIT1, the first packets of version 2
groups     voip
ports      udp/2010 udp/9987 tcp/10011
ndpi       TeamSpeak

evidence udp packet
  expression ^TS3INIT1\x00
  expression ^\xf4\xbe[\x03-\x05]\x00
# The list of servers.
evidence udp packet weak
  expression ^\x01[\x80-\x83]\x84[\x00-\x10]
  where length in 4..512
  needs port other-side
evidence tcp server
  expression ^TS3\n\rWelcome
