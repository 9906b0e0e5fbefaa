name       ssh
title      Secure Shell
reference  RFC 4253 section 4.2
groups     remote-access security
ports      tcp/22
ndpi       SSH
wireshark  ssh
iana       ssh

# Each side begins so, in one segment or in several.
evidence tcp client
  expression ^SSH-[12]\.\d+-[ -~]
evidence tcp server
  expression ^SSH-[12]\.\d+-[ -~]
