name       avast
title      Avast, cloud services
reference  from the bytes: magic NOSA and a length
groups     security
ports      tcp/80
ndpi       AVAST

evidence tcp packet
  expression ^NOSA
  where u16be(4) <= length
