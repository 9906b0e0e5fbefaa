name       vtun
title      Virtual Tunnel
reference  vtun, greeting of the server
groups     vpn
ports      tcp/5000

evidence tcp server
  expression ^VTUN server ver
