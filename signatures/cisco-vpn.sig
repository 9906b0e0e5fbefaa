name       cisco-vpn
title      Cisco VPN client over UDP
reference  no public specification; the mark of a keep-alive that nDPI knows
groups     vpn
ports      udp/10000 tcp/10000
ndpi       CiscoVPN

evidence udp packet weak
  expression ^\xfe\x57\x7e\x2b
  needs port
