name       lumberjack
title      Lumberjack, as Beats send to Logstash
reference  Lumberjack protocol 2
groups     monitoring
ports      tcp/5044

evidence tcp packet
  expression ^2W\x00\x00..2[CJD]
evidence tcp packet weak
  expression ^2[WA]\x00\x00..$
  needs port
