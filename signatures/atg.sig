name       atg
title      Automatic tank gauge
reference  Veeder-Root TLS, serial interface
groups     industrial
ports      tcp/10001
ndpi       ATG

evidence tcp packet
  expression ^\x01[ISis][0-9A-F]{5}(\r?\n|[ -~])
