name       minecraft
title      Minecraft, Java edition
reference  wiki.vg, Server List Ping and handshaking
groups     game
ports      tcp/25565

evidence tcp client
  expression ^[\x06-\x7f]\x00(.|[\x80-\xff][\x00-\x7f]|[\x80-\xff]{4}\x0f)[\x01-\x7f][0-9A-Za-z][0-9A-Za-z.:_-]{2,}(\x00[!-~\x00]*)?..[\x01\x02]
  where u8(0) == length - 1
evidence tcp client
  expression ^[\x06-\x7f]\x00(.|[\x80-\xff][\x00-\x7f]|[\x80-\xff]{4}\x0f)[\x01-\x7f][0-9A-Za-z][0-9A-Za-z.:_-]{2,}(\x00[!-~\x00]*)?..\x01\x01\x00
  where u8(0) == length - 3
evidence tcp client
  expression ^\xfe\x01(\xfa\x00\x0b\x00M\x00C)?
  where length == 2
evidence tcp client
  expression ^\xfe\x01\xfa\x00\x0b\x00M\x00C
