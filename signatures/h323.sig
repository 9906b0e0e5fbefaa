name       h323
title      H.323: H.225 call signalling, H.245 and RAS
reference  ITU-T H.225.0, H.245, Q.931
groups     voip
ports      tcp/1720 udp/1719 udp/1718
ndpi       H323
wireshark  h225 q931
iana       h323hostcall h323gatestat

# TPKT, Q.931 with a call reference of two bytes, and one of its messages.
evidence tcp packet
  expression ^\x03\x00..\x08[\x01\x02][\x00-\xff][\x00-\xff]{0,1}[\x01\x02\x03\x05\x07\x0d\x4d\x55\x5a\x62\x6e\x75\x7b\x7d][\x00-\x7f]
  where u16be(2) == length
# The TPKT header in a segment of its own.
evidence tcp client
  expression ^\x03\x00[\x00-\x08].\x08\x02..[\x05\x62\x7b]\x04
evidence tcp server
  expression ^\x03\x00[\x00-\x08].\x08\x02[\x80-\xff].[\x01\x02\x03\x07\x0d\x5a\x7d][\x04\x08\x1c\x1e\x28\x7e]
# H.245 in its own connection.
evidence tcp packet
  expression ^\x03\x00..\x02.{1,6}\x06\x00\x08\x81\x75\x00
# RAS begins with discovery or registration, which carry the object identifier of H.225.0. The messages of a
# call that follow have nothing of their own.
evidence udp packet
  expression ^[\x00-\x7f]
  where u32be(4) == 0x06000891 and u16be(8) == 0x4a00
evidence udp packet
  expression ^[\x00-\x7f]
  where u32be(3) == 0x06000891 and u16be(7) == 0x4a00
