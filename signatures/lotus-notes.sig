name       lotus-notes
title      Lotus Notes and Domino
reference  from the bytes: the head of its remote procedure calls
groups     mail
ports      tcp/1352
ndpi       LotusNotes
iana       lotusnote

evidence tcp packet
  expression ^......\x00\x00\x02\x00\x00\x40\x02\x0f
