name       sunrpc
title      ONC Remote Procedure Call
reference  RFC 5531 section 9, RFC 1833
groups     rpc
ports      udp/111 tcp/111
quality    ok
ndpi       NFS
wireshark  rpc
iana       sunrpc

# A call of version 2, to any program of the registered ranges.
evidence udp packet
  expression ^....\x00\x00\x00\x00\x00\x00\x00\x02[\x00\x20]...\x00\x00\x00[\x00-\x1f]\x00\x00\x00
  where u32be(20) < 256
evidence tcp packet
  expression ^\x80.......\x00\x00\x00\x00\x00\x00\x00\x02[\x00\x20]...\x00\x00\x00[\x00-\x1f]\x00\x00\x00
  where u24be(1) >= length - 4
# An accepted reply with no verifier.
evidence udp packet weak
  expression ^....\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00[\x00-\x05]
  needs port other-side
