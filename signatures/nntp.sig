name       nntp
title      Network News Transfer Protocol
reference  RFC 3977
groups     chat
ports      tcp/119 tcp/433
ndpi       Usenet
wireshark  nntp
iana       nntp

evidence tcp packet
  expression ^20[01][ -][^\r\n]*(?i:nntp|news|usenet|innd?[ /]|leafnode)
  expression ^(?i:MODE READER|AUTHINFO (USER|PASS|SASL) [^\r\n]*|XOVER \d+-?\d*|LISTGROUP [^\r\n]*|NEWGROUPS [^\r\n]*)\r?\n
evidence tcp packet weak
  expression ^(200|201|211|215|480|381)[ -]
  expression ^(?i:GROUP [^\r\n]+|ARTICLE [^\r\n]*|BODY [^\r\n]*|HEAD [^\r\n]*|LIST (ACTIVE|NEWSGROUPS|OVERVIEW)[^\r\n]*|IHAVE [^\r\n]*|CAPABILITIES)\r?\n
  needs other-side
