name       dcerpc
title      DCE/RPC
reference  The Open Group C706 chapter 12, MS-RPCE
groups     rpc
ports      tcp/135
ndpi       DCERPC MS-RPCH
wireshark  dcerpc
iana       epmap

# Connection-oriented: version 5, little- or big-endian, fragment length.
evidence tcp packet
  expression ^\x05[\x00\x01][\x00-\x13][\x00-\x83\xa3]\x10\x00\x00\x00
  where u16le(8) <= length and u16le(8) >= 16
evidence tcp packet
  expression ^\x05[\x00\x01][\x00-\x13][\x00-\x83\xa3]\x00\x00\x00\x00
  where u16be(8) <= length and u16be(8) >= 16
# Connectionless: version 4, 80 bytes of header, then the fragment.
evidence udp packet
  expression ^\x04[\x00-\x0a].[\x00-\x03]\x10\x00
  where u16le(74) == length - 80
evidence udp packet
  expression ^\x04[\x00-\x0a].[\x00-\x03]\x00\x00
  where u16be(74) == length - 80
