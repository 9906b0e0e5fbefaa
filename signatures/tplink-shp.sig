name       tplink-shp
title      TP-Link Smart Home Protocol
reference  from the bytes: JSON under an exclusive-or chain that starts with 171
groups     iot
ports      udp/9999 tcp/9999
ndpi       TPLINK_SHP
wireshark  tplink-smarthome

# What {"system, {"smartlife, {"emeter, {"netif, {"context, {"count_down and {"time look like.
evidence udp packet
  expression ^\xd0\xf2(\x81\xf8\x8b\xff\x9a\xf7|\x81\xec\x8d\xff|\x97\xfa\x9f|\x9c\xf9\x8d\xe4\x82|\x91\xfe\x90\xe4\x81\xf9|\x91\xfe\x8b\xe5|\x86\xef\x82)
evidence tcp packet
  expression ^\x00\x00..\xd0\xf2
  where u32be(0) == length - 4
