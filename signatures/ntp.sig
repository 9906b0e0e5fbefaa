name       ntp
title      Network Time Protocol
reference  RFC 5905 section 7.3, RFC 9327 section 2
groups     time
ports      udp/123
ndpi       NTP
wireshark  ntp
iana       ntp

# Versions 2 to 4, modes 1 to 5; stratum, poll and precision in their ranges; delays below a minute.
evidence udp packet
  expression ^[\x11-\x15\x19-\x1d\x21-\x25\xd1-\xd5\xd9-\xdd\xe1-\xe5][\x00-\x10][\x00-\x11]([\xe0-\xff]|\x00)\x00[\x00-\x3f]
  where length == 48 and u16be(8) < 256
# The same with all that the ranges allow, with extension fields or a code for authentication.
evidence udp packet weak
  expression ^[\x09-\x0d\x11-\x15\x19-\x1d\x21-\x25\x49-\x4d\x51-\x55\x59-\x5d\x61-\x65\x89-\x8d\x91-\x95\x99-\x9d\xa1-\xa5\xc9-\xcd\xd1-\xd5\xd9-\xdd\xe1-\xe5][\x00-\x10][\x00-\x11\xfa-\xff][\x00\x01\xe0-\xff]
  where length in 48..1024 and u16be(4) < 0x4000 and u16be(8) < 0x4000
  needs port
# Control messages, RFC 9327: an opcode, and a count of bytes that are there. Requests have no status.
evidence udp packet weak
  expression ^[\x0e\x16\x1e\x26][\x00-\x0c\x1f]..\x00\x00
  where u16be(8) == 0 and u16be(10) <= length - 12
  needs port
evidence udp packet weak
  expression ^[\x0e\x16\x1e\x26\xd6\xde\xe6][\x80-\x8c\x9f\xa0-\xac\xc0-\xcc]
  where u16be(8) < 0x4000 and u16be(10) <= length - 12
  needs port
# Private messages of ntpd: its implementation and a request that it knows.
evidence udp packet weak
  expression ^[\x17\x1f\x27\x97\x9f\xa7\xd7\xdf\xe7].[\x00\x02\x03][\x00-\x2d]
  where length in 8..1024
  needs port
