name       aerospike
title      Aerospike
reference  Aerospike wire protocol: the proto header
groups     database
ports      tcp/3000

# Version 2, info or message, 48 bits of length.
evidence tcp packet
  expression ^\x02[\x01\x03\x04]\x00\x00....
  where u32be(4) == length - 8 and length > 8
