name       git
title      Git's own transport
reference  gitprotocol-pack(5)
groups     version-control
ports      tcp/9418
ndpi       Git
wireshark  git
iana       git

evidence tcp client
  expression ^[0-9a-f]{4}git-(upload-pack|receive-pack|upload-archive) /
