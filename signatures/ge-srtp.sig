name       ge-srtp
title      GE SRTP
reference  no public specification; as published analyses describe it
groups     industrial
ports      tcp/18245 tcp/18246

evidence tcp client weak
  expression ^\x00{56}$
  where length == 56
  needs port
# A request: kind 2, number, length of text, then the mailbox.
evidence tcp packet weak
  expression ^[\x02\x03]\x00..\x00\x00
  where length >= 56 and u16le(4) == length - 56
  needs port
