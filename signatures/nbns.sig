name       nbns
title      NetBIOS name service
reference  RFC 1002 section 4.2
groups     naming
ports      udp/137
quality    great
ndpi       NetBIOS
wireshark  nbns
iana       netbios-ns

# A question or a record whose name is 32 half-bytes, type NB or NBSTAT.
evidence udp packet
  expression ^..[\x00-\x47\x80-\xc7].\x00[\x00\x01]\x00[\x00\x01]\x00[\x00-\x01]\x00[\x00\x01]\x20[A-P]{32}[^\x20]*\x00\x00[\x01\x02\x0a\x20\x21]\x00\x01
  where source-port != 53 and destination-port != 53
# The same with anything for a name, on its port.
evidence udp packet
  expression ^..[\x00-\x47\x80-\xc7].\x00[\x00\x01]
  where port == 137 and length >= 50
