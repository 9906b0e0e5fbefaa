name       tls
title      Transport Layer Security
reference  RFC 8446 sections 4.1 and 5.1, RFC 5246, RFC 6101
groups     web security
ports      tcp/443 tcp/8443 tcp/465 tcp/563 tcp/636 tcp/853 tcp/989 tcp/990 tcp/992 tcp/993 tcp/995 tcp/5061 tcp/8883
ndpi       TLS IMAPS SMTPS POPS FTPS
wireshark  tls
iana       https

# ClientHello and ServerHello at the head of a handshake record.
evidence tcp packet
  expression ^\x16\x03[\x00-\x04][\x00-\x42].[\x01\x02]\x00..\x03[\x00-\x04]

# ClientHello in the clothes of SSL 2.0.
evidence tcp packet
  expression ^\x80.\x01(\x03[\x00-\x03]|\x00\x02)\x00.\x00[\x00\x10\x20]\x00[\x10\x20]
  where u8(1) == length - 2

# Alert, ChangeCipherSpec.
evidence tcp packet
  expression ^\x15\x03[\x00-\x04]\x00\x02[\x01\x02].$
  expression ^\x14\x03[\x00-\x04]\x00\x01\x01
evidence tcp packet
  expression ^\x15\x03[\x01-\x03]\x00[\x10-\x50]
  where u16be(3) == length - 5

# A packet that is exactly one record; a handshake record other than the hellos.
evidence tcp packet
  expression ^\x17\x03[\x01-\x03]
  where u16be(3) == length - 5 and length >= 22
evidence tcp packet
  expression ^\x16\x03[\x00-\x03][\x00-\x42].[\x0b\x0c\x0e\x10\x16]\x00
  where u24be(6) <= u16be(3) - 4

# Records of a connection whose beginning was not seen.
evidence tcp packet weak
  expression ^\x17\x03[\x01-\x03][\x00-\x42]
  where length >= 22
  needs port other-side second-packet
