name       soulseek
title      Soulseek
reference  Soulseek protocol documentation, Nicotine+
groups     p2p
ports      tcp/2242 tcp/2234 tcp/2416
ndpi       Soulseek

# Login: length, code 1, a user name. Peer: its name, a type of one letter, a token.
evidence tcp client
  expression ^..\x00\x00\x01\x00\x00\x00[\x01-\x1e]\x00\x00\x00[ -~]
  where u32le(0) == length - 4
evidence tcp packet
  expression ^[\x0e-\x40]\x00\x00\x00\x01[\x01-\x1e]\x00\x00\x00[ -~]
  where u32le(0) == length - 4 and u32le(-9) == 1
