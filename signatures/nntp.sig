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

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(?i:MODE READER|AUTHINFO (USER|PASS|SASL) [^\r\n]*|XOVER \d+-?\d*|LISTGROUP [^\r\n]*|NEWGROUPS [^\r\n]*)\r?\n
evidence tcp server
  expression ^20[01][ -][^\r\n]*(?i:nntp|news|usenet|innd?[ /]|leafnode)
