name       mikrotik-discovery
title      MikroTik neighbor discovery
reference  from the bytes: header, then fields of type and length
groups     discovery
ports      udp/5678
wireshark  mndp

evidence udp packet weak
  expression ^\x00\x00\x00\x00$
  needs port
evidence udp packet weak
  expression ^..[\x00-\xff][\x00-\xff]\x00\x01\x00\x06
  needs port
