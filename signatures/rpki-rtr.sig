name       rpki-rtr
title      RPKI to Router Protocol
reference  RFC 8210 section 5
groups     routing security
ports      tcp/323
wireshark  rpkirtr
iana       rpki-rtr

# Serial query, reset query, cache response.
evidence tcp packet weak
  expression ^[\x00-\x02]\x01..\x00\x00\x00\x0c
  expression ^[\x00-\x02]\x02\x00\x00\x00\x00\x00\x08$
  expression ^[\x00-\x02]\x03..\x00\x00\x00\x08
  needs port other-side
