name       epicgames
title      Epic Games, Unreal Engine
reference  from the bytes: the handshake before a connection
groups     game
ports      udp/7777
ndpi       EpicGames

evidence udp packet weak
  expression ^[\x07\x17\x27\x37\x47\x57\x67\x77\x87\x97\xa7\xb7\xc7\xd7\xe7\xf7]\x1a\x20[\x00-\x1f][\x08\x10\x18\x20]
  where length in 28..80
  needs second-packet other-side
