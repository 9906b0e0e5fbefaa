name       nintendo-pia
title      Nintendo Pia
reference  no public specification; header as described by the NintendoClients project
groups     game
ndpi       Nintendo

# The mark, then a version and flags of encryption.
evidence udp packet
  expression ^\x32\xab\x98\x64[\x01-\x0f\x81-\x8f]
  where length >= 32
