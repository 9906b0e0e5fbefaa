name       ssh
title      Secure Shell
reference  RFC 4253 section 4.2
groups     remote-access security
ports      tcp/22
ndpi       SSH
wireshark  ssh
iana       ssh

evidence tcp packet
  expression ^SSH-[12]\.\d+-[ -~]
