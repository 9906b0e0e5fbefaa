name       wsd
title      Web Services Dynamic Discovery
reference  OASIS WS-Discovery 1.1
groups     discovery
ports      udp/3702
ndpi       WSD
iana       ws-discovery

evidence udp packet
  expression ^(\xef\xbb\xbf)?<[^\x00]*/(2004/10|2005/04|ws-dd/ns)/discovery
# The beginning of any message, on its port.
evidence udp packet weak
  expression ^(\xef\xbb\xbf)?<(\?xml |[A-Za-z-]{1,12}:Envelope )
  needs port
