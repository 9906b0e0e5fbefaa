name       niagara-fox
title      Niagara Fox
reference  Tridium Niagara: the Fox greeting
groups     building
ports      tcp/1911 tcp/4911
iana       niagara-fox

evidence tcp packet
  expression ^fox a \d+ -?\d+ fox hello\n
