name       sip
title      Session Initiation Protocol
reference  RFC 3261 section 7
groups     voip
ports      udp/5060 tcp/5060 tcp/5061
ndpi       SIP
wireshark  sip
iana       sip

evidence either packet
  expression ^(INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE) (sips?|tel|urn):[^\r\n]* SIP/2\.0\r?\n
  expression ^SIP/2\.0 [1-6]\d\d[ \r]
# A request whose line is long or damaged, where SIP is spoken.
evidence either packet weak
  expression ^(INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE) (sips?|tel|urn)
  needs port other-side second-packet

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE) (sips?|tel|urn):[^\r\n]* SIP/2\.0\r?\n
evidence tcp server
  expression ^SIP/2\.0 [1-6]\d\d[ \r]
