name       esphome
title      ESPHome native API
reference  ESPHome api.proto and its frame helpers
groups     iot
ports      tcp/6053

# Plain: a zero, the length, HelloRequest with the name of the client; its answer.
evidence tcp packet weak
  expression ^\x00[\x02-\x7f][\x01\x02][\x08\x0a]
  needs port
# Encrypted: an empty hello, then the frame of the handshake.
evidence tcp client weak
  expression ^\x01\x00\x00(\x01\x00[\x20-\x60]\x00|$)
  needs port
