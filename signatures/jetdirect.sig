name       jetdirect
title      Raw printing with PJL
reference  HP Printer Job Language reference
groups     printing
ports      tcp/9100
iana       hp-pdl-datastr

evidence tcp packet
  expression ^\x1b%-12345X@PJL
  expression ^@PJL [A-Z]
