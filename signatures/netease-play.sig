name       netease-play
title      NetEase games in play
reference  from the bytes: the marks at the head of its datagrams
groups     game
ndpi       NetEaseGames

# One engine opens with four bytes of its own, from both sides.
evidence udp packet
  expression ^\xb3\xaf\x8d\xe8
  where length >= 30
evidence udp packet
  expression ^\x07\x08\x08\x0c
  where length > 30
# Another asks with twelve bytes: a number, its kind, flags.
evidence udp client
  expression ^\x01.\xd0\x01....\x00\x01\x01\x01$
  where length == 12
