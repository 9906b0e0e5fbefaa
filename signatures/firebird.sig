name       firebird
title      Firebird and InterBase
reference  Firebird wire protocol, op_connect
groups     database
ports      tcp/3050
iana       gds-db

evidence tcp client
  expression ^\x00\x00\x00\x01\x00\x00\x00\x13\x00\x00\x00[\x02\x03]\x00\x00\x00[\x00-\x40]
