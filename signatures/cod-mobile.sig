name       cod-mobile
title      Call of Duty: Mobile
reference  no public specification; the marks that nDPI knows
groups     game
ports      udp/7500
ndpi       CoD_Mobile

evidence udp packet weak
  expression ^........ping$
  where length == 12
  needs port
evidence udp packet
  expression ^\xce.*LOC_PREFAB_LOADOUTNAME_1
