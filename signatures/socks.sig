name       socks
title      SOCKS proxy protocol, versions 4 and 5
reference  RFC 1928, RFC 1929; SOCKS 4 by Ying-Da Lee
groups     proxy
ports      tcp/1080
ndpi       SOCKS
wireshark  socks
iana       socks

# Version 5: the methods that the client knows, the one that the server picks.
evidence tcp client weak
  expression ^\x05[\x01-\x08][\x00-\x09\x80-\xfe]
  where u8(1) == length - 2
  needs other-side
evidence tcp server weak
  expression ^\x05[\x00-\x09\x80-\xff]
  where length == 2
  needs other-side

# Version 4: CONNECT or BIND with a user name, and the answer.
evidence tcp client weak
  expression ^\x04[\x01\x02]......[ -~]*\x00
  where u16be(2) > 0 and u8(-1) == 0
  needs other-side
evidence tcp server weak
  expression ^\x00[\x5a-\x5d]
  where length == 8
  needs other-side
