name       bittorrent
title      BitTorrent
reference  BEP 3, 5, 14, 15 and 29
groups     p2p
ports      tcp/6881 udp/6881 tcp/51413 udp/51413 udp/6771
quality    great
ndpi       BitTorrent
wireshark  bittorrent bt-dht

evidence tcp packet
  expression ^\x13BitTorrent protocol
  expression ^GET /[^ ]*(announce|scrape)[^ ]*[?&]info_hash=
# DHT: a bencoded dictionary of a query, an answer or an error.
evidence udp packet
  expression ^d1:(ad2:id20:|rd2:id20:|eli2\d\de)
  expression ^d2:ip[46]:.*1:rd2:id20:
  expression ^BT-SEARCH \* HTTP/1\.1\r\n
# Tracker over UDP: the connection request's constant.
evidence udp packet
  expression ^\x00\x00\x04\x17\x27\x10\x19\x80\x00\x00\x00[\x00-\x02]
# uTP: a SYN has no time difference, sequence 1 and nothing to acknowledge.
evidence udp packet
  expression ^\x41[\x00-\x02]
  where u32be(8) == 0 and u16be(16) == 1 and length in 20..64
# The states that follow it.
evidence udp packet weak
  expression ^\x21[\x00-\x02]
  where length in 20..40 and u32be(12) in 4096..16777216 and u32be(4) > 65535
  needs port other-side
evidence udp packet weak
  expression ^\x01[\x00-\x02]
  where length > 20 and u32be(12) in 4096..16777216 and u32be(4) > 65535
  needs port other-side

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^\x13BitTorrent protocol
evidence tcp server
  expression ^\x13BitTorrent protocol
