name       mongodb
title      MongoDB
reference  MongoDB wire protocol
groups     database
ports      tcp/27017
ndpi       MongoDB
wireshark  mongo

# Length, request, response, then an opcode: OP_MSG, OP_QUERY, OP_REPLY, OP_COMPRESSED, and the old ones.
evidence tcp packet
  expression ^...[\x00-\x02]
  where u32le(12) == 2013 and u32le(0) >= length and u32le(16) < 0x20000 and u8(20) <= 1
evidence tcp packet
  expression ^...[\x00-\x02]
  where u32le(12) == 2004 and u32le(0) >= length and u32le(16) < 512
evidence tcp packet
  expression ^...[\x00-\x02]
  where u32le(12) == 1 and u32le(0) >= length and u32le(16) < 32 and u32le(36) in 5..16777216
evidence tcp packet
  expression ^...[\x00-\x02]
  where u32le(12) == 2012 and u32le(0) >= length and length >= 25
evidence tcp packet
  expression ^...[\x00-\x02]
  where u32le(12) in 2001..2011 and u32le(0) == length and length >= 24
