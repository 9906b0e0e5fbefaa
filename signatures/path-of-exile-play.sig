name       path-of-exile-play
title      Path of Exile in play
reference  no public specification; the marks that nDPI knows
groups     game
ports      tcp/6112 tcp/20481
ndpi       PathofExile

evidence tcp client
  expression ^\x00\x03\x00...\x00\x02\x00.+\x00\x00\x00\x00\x40\x00\x00\x01$
  where length in 26..49
