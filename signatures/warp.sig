name       warp
title      Cloudflare WARP over WireGuard
reference  from the bytes: the messages of WireGuard with types c1 to c4 and a client id
groups     vpn
ports      udp/2408 udp/500 udp/1701 udp/4500
ndpi       CloudflareWarp

# An initiation; QUIC of version 1 begins alike.
evidence udp packet weak
  expression ^\xc1\x00\x00\x00[^\x01]
  where length in 148..260
  needs port
# Data: client id, receiver, a counter of 64 bits below 2^24.
evidence udp packet weak
  expression ^\xc4..........\x00\x00\x00\x00\x00
  where length >= 32
  needs port
