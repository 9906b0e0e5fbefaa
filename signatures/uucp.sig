name       uucp
title      Unix to Unix copy
reference  Taylor UUCP, protocol internals
groups     file-transfer
ports      tcp/540
iana       uucp

evidence tcp packet
  expression ^\x10Shere(=[!-~]+)?[\x00\n]
