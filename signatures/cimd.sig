name       cimd
title      Computer Interface to Message Distribution 2
reference  Nokia SMS Centre, CIMD Interface Specification
groups     chat
wireshark  cimd

# STX, the operation, the number of the packet, parameters with their numbers, a checksum or none, ETX.
evidence tcp packet
  expression ^\x02\d\d:\d{3}\t(\d{3}:[^\t\x02\x03]*\t)*([0-9A-Fa-f]{2})?\x03
