name       radius
title      Remote Authentication Dial In User Service
reference  RFC 2865 section 3, RFC 5176
groups     authentication
ports      udp/1812 udp/1813 udp/1645 udp/1646 udp/3799
ndpi       Radius
wireshark  radius
iana       radius radius-acct

evidence udp packet weak
  expression ^[\x01-\x05\x0b-\x0d\x28-\x2d]
  where u16be(2) == length and length in 20..4096
  needs port other-side
