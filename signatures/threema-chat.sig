name       threema-chat
title      Threema chat
reference  Threema Cryptography Whitepaper, section 4.2
groups     chat
ports      tcp/5222
ndpi       Threema

# A key of 32 bytes and a cookie of 16; in return a cookie and a sealed box of 64.
evidence tcp client weak
  expression ^[^<WE]
  where length == 48 and port == 5222
  needs other-side
evidence tcp server weak
  expression ^[^<WE]
  where length == 80 and port == 5222
  needs other-side
