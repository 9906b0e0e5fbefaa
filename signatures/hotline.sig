name       hotline
title      Hotline
reference  Hotline Network Protocol 1.9, session initialization
groups     p2p chat file-transfer
ports      tcp/5500

# The client's hello: protocol, sub-protocol, version 1. The server answers with the protocol and an error code.
evidence tcp client
  expression ^TRTPHOTL\x00[\x01\x02]\x00[\x00-\x0f]
evidence tcp server
  expression ^TRTP\x00\x00\x00[\x00-\x0f]
