name       raft
title      C-Raft
reference  dqlite C-Raft, wire format of the network back-end
groups     cluster
ndpi       Raft

# The kind of a message and its length, each 64 bits, little-endian.
evidence tcp packet
  expression ^[\x01-\x06]\x00\x00\x00\x00\x00\x00\x00....\x00\x00\x00\x00
  where u32le(8) == length - 16 and u32le(8) >= 8
