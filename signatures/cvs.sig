name       cvs
title      Concurrent Versions System, password server
reference  CVS client/server protocol
groups     version-control
ports      tcp/2401
wireshark  cvspserver
iana       cvspserver

evidence tcp client
  expression ^BEGIN (AUTH|VERIFICATION|GSSAPI) REQUEST\n
