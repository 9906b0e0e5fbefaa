name       teamviewer
title      TeamViewer
reference  from the bytes: magic 17 24, a command, a length
groups     remote-access
ports      tcp/5938 udp/5938
ndpi       TeamViewer

evidence tcp packet
  expression ^\x17\x24[\x01-\x7f]..
  where u16le(3) <= length - 5 and u16le(3) >= 1
evidence tcp packet weak
  expression ^\x11\x30[\x01-\x7f]
  needs port
