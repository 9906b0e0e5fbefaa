name       lustre
title      Lustre
reference  Lustre LNet socket driver: acceptor and hello
groups     file-transfer cluster
ports      tcp/988
ndpi       Lustre

# The acceptor's request, version 1; the hello of the protocol.
evidence tcp packet
  expression ^\x00\x71\xce\xac[\x01\x02]\x00\x00\x00
evidence tcp packet
  expression ^cirE[\x01-\x04]\x00
# Messages: kind, two cookies, the header, of which the length of the payload.
evidence tcp packet
  expression ^[\xc0\xc1]\x00\x00\x00
  where length >= 96 and u32le(52) == length - 96
