name       managesieve
title      ManageSieve
reference  RFC 5804
groups     mail
ports      tcp/4190
wireshark  managesieve
iana       sieve

evidence tcp packet
  expression ^"(IMPLEMENTATION|SIEVE|SASL|STARTTLS|VERSION|NOTIFY)"( "[^"\r\n]*")?\r\n("[A-Z]+"( "[^"\r\n]*")?\r\n)*(OK|"IMPLEMENTATION" ")

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp server
  expression ^"(IMPLEMENTATION|SIEVE|SASL|STARTTLS|VERSION|NOTIFY)"( "[^"\r\n]*")?\r\n("[A-Z]+"( "[^"\r\n]*")?\r\n)*(OK|"IMPLEMENTATION" ")
