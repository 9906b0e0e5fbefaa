name       msdp
title      Multicast Source Discovery Protocol
reference  RFC 3618 section 12
groups     routing
ports      tcp/639
wireshark  msdp
iana       msdp

# Source-active, request, response, keep-alive: kind and length.
evidence tcp packet weak
  expression ^[\x01-\x03]\x00
  where u16be(1) <= length and u16be(1) >= 8
  needs port
evidence tcp packet weak
  expression ^\x04\x00\x03
  needs port
