name       jabber
title      Extensible Messaging and Presence Protocol
reference  RFC 6120 section 4
groups     chat
ports      tcp/5222 tcp/5269 tcp/5223
ndpi       Jabber
wireshark  xmpp
iana       xmpp-client xmpp-server

evidence tcp client
  expression ^(<\?xml [^>]*>)?\s*<stream:stream[ \r\n]
evidence tcp server
  expression ^(<\?xml [^>]*>)?\s*<stream:stream[ \r\n]
evidence tcp packet
  expression ^(<\?xml [^>]*>)?\s*<stream:(stream|features|error)[ >\r\n]
  expression ^</stream:stream>
  expression ^<iq [^>]*(type=['"](get|set|result|error)['"]|xmlns=['"]jabber:)
  expression ^<(message|presence) [^>]*(to|from)=['"][^'"@>]+@
