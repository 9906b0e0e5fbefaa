name       teamspeak
title      TeamSpeak
reference  from the bytes: TS3INIT1, the first packets of version 2
groups     voip
ports      udp/9987 tcp/10011
ndpi       TeamSpeak

evidence udp packet
  expression ^TS3INIT1\x00
  expression ^\xf4\xbe[\x03-\x05]\x00
evidence tcp server
  expression ^TS3\n\rWelcome
