name       gkrellm
title      GKrellM
reference  gkrellmd(1)
groups     monitoring
ports      tcp/19150
iana       gkrellm

evidence tcp packet
  expression ^gkrellm \d\.\d\.\d
