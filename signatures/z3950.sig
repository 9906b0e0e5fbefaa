name       z3950
title      Z39.50
reference  ISO 23950, initialize
groups     directory
ports      tcp/210
ndpi       Z3950
wireshark  z3950

evidence tcp packet weak
  expression ^[\xb4\xb5]([\x00-\x7f]|\x81.|\x82..)[\x82-\x84]
  needs port other-side
