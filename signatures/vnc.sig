name       vnc
title      Virtual Network Computing
reference  RFC 6143 section 7.1.1
groups     remote-access
ports      tcp/5900 tcp/5901 tcp/5800
ndpi       VNC
wireshark  vnc
iana       rfb

# Each side begins so, in one segment or in several.
evidence tcp client
  expression ^RFB \d\d\d\.\d\d\d\n
evidence tcp server
  expression ^RFB \d\d\d\.\d\d\d\n
