name       freenet
title      Freenet (Hyphanet), client protocol
reference  FCP 2.0: ClientHello, NodeHello
groups     p2p
ports      tcp/9481

evidence tcp client
  expression ^ClientHello\r?\n(Name=|ExpectedVersion=2\.)
evidence tcp server
  expression ^NodeHello\r?\n[A-Z][A-Za-z]+=
