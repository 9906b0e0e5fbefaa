name       bitcoin
title      Bitcoin
reference  Bitcoin developer reference, message header
groups     crypto-currency p2p
ports      tcp/8333 tcp/18333
ndpi       BITCOIN
wireshark  bitcoin

# The network's magic, then the name of a command padded with zeros.
evidence tcp packet
  expression ^(\xf9\xbe\xb4\xd9|\x0b\x11\x09\x07|\xfa\xbf\xb5\xda|\x0a\x03\xcf\x40|\xfb\xc0\xb6\xdb)[a-z0-9]+\x00
