name       smpp
title      Short Message Peer-to-Peer
reference  SMPP 3.4 section 3.2
groups     chat
ports      tcp/2775
ndpi       SMPP
wireshark  smpp
iana       smpp

# A request with status 0 and a number; an answer.
evidence tcp packet
  expression ^\x00\x00[\x00-\x0f].\x00\x00[\x00\x01][\x01-\x09\x0b\x15\x21]\x00\x00\x00\x00
  where u32be(0) == length and u32be(12) in 1..0x7fffffff
evidence tcp packet
  expression ^\x00\x00[\x00-\x0f].\x80\x00[\x00\x01][\x00-\x09\x15\x21]\x00\x00[\x00-\x05].
  where u32be(0) == length
