name       nats
title      NATS
reference  NATS client protocol
groups     message-queue
ports      tcp/4222
ndpi       Nats
wireshark  nats

evidence tcp packet
  expression ^INFO \{"server_id":
  expression ^INFO \{[^\r\n]*"(proto|max_payload)":
  expression ^CONNECT \{[^\r\n]*"(verbose|pedantic|tls_required|lang)":

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^CONNECT \{[^\r\n]*"(verbose|pedantic|tls_required|lang)":
evidence tcp server
  expression ^INFO \{"server_id":
  expression ^INFO \{[^\r\n]*"(proto|max_payload)":
