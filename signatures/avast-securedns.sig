name       avast-securedns
title      Avast SecureDNS
reference  from the bytes: the resolver's own name is asked for
groups     naming security
ports      udp/443 udp/53
ndpi       AVASTSecureDNS
quality    great

evidence udp packet
  expression ^..[\x00\x01\x80-\x87].\x00\x01\x00.\x00.\x00.\x012\x09(?i:securedns)\x05(?i:avast)\x03(?i:com)\x00
