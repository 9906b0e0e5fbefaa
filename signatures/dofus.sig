name       dofus
title      Dofus
reference  no public specification; the marks that nDPI knows
groups     game
ports      tcp/5555 tcp/443
ndpi       Dofus

# Version 1: the server says HC and a key, or HG; the client answers with its ticket.
evidence tcp packet
  expression ^HC[a-z]{32}\x00$
evidence tcp packet weak
  expression ^HG\x00$
  expression ^A[Tk][0-9a-z]{1,16}(\n)?\x00$
  needs other-side
# Version 2: versions of the protocol, then a hello with a salt.
evidence tcp packet
  expression ^\x00\x05\x08\x00\x00\x05..\x00\x05\x18
evidence tcp packet
  expression ^\x00\x11\x35\x02\x03\x00\x93\x96\x01\x00
