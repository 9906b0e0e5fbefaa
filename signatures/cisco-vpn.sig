name       cisco-vpn
title      Cisco VPN client over UDP
reference  from the bytes: the mark of its keep-alives
groups     vpn
ports      udp/10000 tcp/10000
ndpi       CiscoVPN

evidence udp packet weak
  expression ^\xfe\x57\x7e\x2b
  needs port
