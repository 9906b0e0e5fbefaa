name       noe
title      Alcatel-Lucent NOE over UA
reference  no public specification; UA over UDP as Wireshark reads it
groups     voip
ports      udp/32512 udp/32640
ndpi       NOE
wireshark  uaudp noe

# Keep-alive and its answer.
evidence udp packet weak
  expression ^[\x04\x05]$
  where length == 1
  needs port
# Data or its acknowledgement: two numbers of 16 bits.
evidence udp packet weak
  expression ^\x07\x00[^\x00]\x00
  where length == 5
  needs port other-side
