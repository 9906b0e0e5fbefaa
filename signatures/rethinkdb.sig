name       rethinkdb
title      RethinkDB
reference  RethinkDB driver protocol: the handshake
groups     database
ports      tcp/28015

# The number of the version, little-endian.
evidence tcp client
  expression ^(\x36\xba\x61\x3f|\xe1\x81\x30\x72|\x3e\xe8\x75\x5f|\x20\x2d\x0c\x40|\xc3\xbd\xc2\x34)
