name       check-mk
title      Checkmk agent
reference  Checkmk, agent output
groups     monitoring
ports      tcp/6556
ndpi       CHECKMK

evidence tcp packet
  expression ^<<<check_mk>>>\n
