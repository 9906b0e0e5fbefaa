name       ppstream
title      PPStream, iQIYI peer to peer
reference  from the bytes: a length and the word PPStream
groups     streaming p2p
ndpi       iQIYI
wireshark  ppstream

evidence udp packet
  expression ^.*PPStream
  where u16le(2) == length
