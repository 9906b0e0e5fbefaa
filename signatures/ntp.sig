name       ntp
title      Network Time Protocol
reference  RFC 5905 section 7.3
groups     time
ports      udp/123
ndpi       NTP
wireshark  ntp
iana       ntp

# Versions 2 to 4, modes 1 to 5; stratum, poll and precision in their ranges; delays below a minute.
evidence udp packet
  expression ^[\x11-\x15\x19-\x1d\x21-\x25\xd1-\xd5\xd9-\xdd\xe1-\xe5][\x00-\x10][\x00-\x11]([\xe0-\xff]|\x00)\x00[\x00-\x3f]
  where length == 48 and u16be(8) < 256
# Control and private messages, and whatever else speaks of a known version.
evidence udp packet weak
  expression ^[\x09-\x0f\x11-\x17\x19-\x1f\x21-\x27\x49-\x4f\x51-\x57\x59-\x5f\x61-\x67\x89-\x8f\x91-\x97\x99-\x9f\xa1-\xa7\xc9-\xcf\xd1-\xd7\xd9-\xdf\xe1-\xe7]
  where length in 8..1024
  needs port
