name       quic
title      QUIC
reference  RFC 9000 section 17.2, RFC 9369
groups     web
ports      udp/443 udp/853 udp/784
ndpi       QUIC
wireshark  quic
iana       https

# Long headers of version 1 and 2, of the drafts, and of the variants in use: connection ids of 20 at most.
evidence udp packet
  expression ^[\xc0-\xff](\x00\x00\x00\x01|\x6b\x33\x43\xcf|\x70\x9a\x50\xc4|\xff\x00\x00[\x0c-\x22]|\xfa\xce\xb0[\x00-\x0f])[\x00-\x14]
  expression ^[\xc0-\xff](\xff\x02\x00[\x00-\x1d]|\x45\x47[\x00-\xff][\x00-\xff]|\x51\x47[\x00-\xff][\x00-\xff])[\x00-\x14]
  where length >= 26

# Version negotiation: sent by servers, and provoked by clients with a reserved version.
evidence udp packet
  expression ^[\x80-\xff]\x00\x00\x00\x00[\x04-\x14].*(\x00\x00\x00\x01$|\xff\x00\x00[\x0c-\x22]|Q0[2345]\d|\x6b\x33\x43\xcf)
  where length in 11..200
evidence udp packet
  expression ^[\xc0-\xff][\x0a\x1a\x2a\x3a\x4a\x5a\x6a\x7a\x8a\x9a\xaa\xba\xca\xda\xea\xfa]{4}[\x00-\x14]
  where length >= 1200

# Google's QUIC: public header with a connection id of 8 bytes and a version, or its later long header.
evidence udp packet
  expression ^[\x01-\x3f]........Q0[1234]\d
  expression ^[\xc0-\xff](Q04[346]|Q050|T0[45]\d)
# What its servers answer, with tags in the clear.
evidence udp packet
  expression ^[\x00-\x3f].{12,44}(REJ\x00|SHLO)[\x01-\x30]\x00\x00\x00[A-Z]{3}
