name       gtp
title      GPRS Tunnelling Protocol
reference  3GPP TS 29.281 section 5.1, TS 29.060, TS 29.274
groups     tunnel
ports      udp/2152 udp/2123 udp/3386
ndpi       GTP GTP_U GTP_C GTP_PRIME
wireshark  gtp gtpv2
iana       gtp-user gtp-control

# User plane: an IP packet (G-PDU) of just the stated length.
evidence udp packet
  expression ^[\x30\x32\x34\x36]\xff
  where u16be(2) == length - 8
# Control, version 1 and 2, and echoes, where they are expected.
evidence udp packet weak
  expression ^[\x30-\x36\x40\x48\x50\x58\x0e\x0f\x2e][\x01-\x47\x5f-\x65\x80-\xff]
  where u16be(2) == length - 8
  needs port
evidence udp packet weak
  expression ^[\x40\x48\x50\x58][\x01-\xff]
  where u16be(2) == length - 4
  needs port
