name       hl7
title      Health Level Seven 2 over MLLP
reference  HL7 v2.5, Minimal Lower Layer Protocol
groups     medical
ports      tcp/2575
ndpi       HL7
wireshark  hl7
iana       hl7

evidence tcp packet
  expression ^\x0bMSH\|
