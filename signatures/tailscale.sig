name       tailscale
title      Tailscale path discovery
reference  Tailscale, disco package: magic and sender key
groups     vpn
ports      udp/41641
ndpi       Tailscale

evidence udp packet
  expression ^TS\xf0\x9f\x92\xac
