name       rtcp
title      RTP Control Protocol
reference  RFC 3550 section 6.4
groups     voip streaming
ports      udp/5005
ndpi       RTCP
wireshark  rtcp
iana       avt-profile-2

# One report that is the whole datagram.
evidence udp packet
  expression ^([\x80\x81]\xc8|\x81\xc9|\x80\xc9)\x00
  where u16be(2) * 4 + 4 == length and length >= 8
# A compound that begins with a report.
evidence udp packet weak
  expression ^[\x80-\x84][\xc8\xc9]\x00[\x01-\x40]
  where u16be(2) * 4 + 4 < length
  needs second-packet other-side
