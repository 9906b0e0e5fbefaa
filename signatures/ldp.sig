name       ldp
title      Label Distribution Protocol
reference  RFC 5036 section 3.5
groups     routing
ports      udp/646 tcp/646
ndpi       LDP
wireshark  ldp
iana       ldp

evidence either packet
  expression ^\x00\x01......\x00\x00(\x00\x01|\x01\x00|\x02[\x00\x01]|\x03[\x00\x01]|\x04[\x00-\x04])
  where u16be(2) <= length - 4 and u16be(2) >= 14
