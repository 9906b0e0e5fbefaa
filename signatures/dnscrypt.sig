name       dnscrypt
title      DNSCrypt
reference  DNSCrypt protocol 2 section 9
groups     naming security
ports      udp/443 udp/5353
ndpi       DNScrypt
quality    great

evidence udp packet
  expression ^[rq]6fnvWj8
# The certificates of a resolver are asked for by name.
evidence udp packet
  expression ^..[\x00-\x01]\x00\x00\x01\x00\x00\x00\x00\x00\x00(?i:\x012\x0ddnscrypt-cert)
