name       zoom
title      Zoom media
reference  from the bytes: the media server's handshake
groups     voip
ports      udp/8801
ndpi       Zoom

# Between two callers: a probe that carries an address as text.
evidence udp packet
  expression ^\x1f\x02[\x00-\x02]\x00[\x04\x08]\x00\x01\x00[\x04\x08]\x00
  where u32be(24) in 7..15 and u8(29) in 46..57
# The media server's own layer: kind 5, a direction, a kind of media.
evidence udp packet weak
  expression ^\x05.{6}[\x00\x04][\x0d\x0f\x10\x1e\x21-\x23]
  needs port
evidence udp packet weak
  expression ^[\x01\x02\x05]\x00[\x00\x01\x02\x10]
  where length >= 36
  needs port
