name       finger
title      Finger user information
reference  RFC 1288
groups     directory
ports      tcp/79
wireshark  finger
iana       finger

evidence tcp client weak
  expression ^(/W ?)?[!-~]{0,64}\r?\n$
  needs port
