name       ethernet-ip
title      EtherNet/IP
reference  ODVA, CIP volume 2 section 2-3
groups     industrial
ports      tcp/44818 udp/44818
ndpi       EthernetIP
wireshark  enip
iana       EtherNet-IP-2

# Encapsulation: command, length, session, status 0, context, options 0.
evidence either packet
  expression ^[\x63-\x66\x6f\x70]\x00
  where u16le(2) == length - 24 and u32le(8) < 0x66 and u32le(20) == 0
