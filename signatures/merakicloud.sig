name       merakicloud
title      Meraki cloud management
reference  from the bytes: magic fe f7 28 91
groups     monitoring
ports      udp/7351
ndpi       MerakiCloud

evidence udp packet
  expression ^\xfe\xf7\x28[\x90-\x93]
