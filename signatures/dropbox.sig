name       dropbox
title      Dropbox LAN sync discovery
reference  from the bytes: a JSON announcement
groups     file-transfer discovery
ports      udp/17500
ndpi       Dropbox
wireshark  db-lsp-disc
iana       db-lsp-disc

evidence udp packet
  expression ^\{"(host_int": ?\d+|namespaces": ?\[\d+|version": ?\[\d+, ?\d+\], ?"(port|displayname|host_int))
