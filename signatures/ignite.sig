name       ignite
title      Apache Ignite thin client
reference  Apache Ignite binary client protocol: the handshake
groups     database
ports      tcp/10800

# Length, little-endian; handshake, version 1 and its parts, the code of the thin client.
evidence tcp client
  expression ^....\x01\x01\x00[\x00-\x09]\x00[\x00-\x09]\x00\x02
  where u32le(0) == length - 4
