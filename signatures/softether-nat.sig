name       softether-nat
title      SoftEther NAT traversal
reference  SoftEther VPN source: NAT traversal and packs
groups     vpn
ports      udp/5004
ndpi       Softether

# The answer with the address that was seen.
evidence udp packet
  expression ^IP=\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3},PORT=\d{1,5}
# A pack: how many elements, and the name of the first behind its length.
evidence udp packet
  expression ^\x00\x00\x00[\x01-\x40]\x00\x00\x00[\x05-\x20](host_name|opcode|tran_id|build|product_str|unique_id|token)
