name       fastcgi
title      FastCGI
reference  FastCGI specification 1.0 sections 3 and 5
groups     web
ports      tcp/9000
ndpi       FastCGI
wireshark  fcgi

evidence tcp client
  expression ^\x01\x01..\x00\x08[\x00-\x07].\x00[\x01-\x03][\x00\x01]\x00\x00\x00\x00\x00
