name       mssql
title      Microsoft SQL Server (TDS)
reference  MS-TDS section 2.2.3, MS-SQLR
groups     database
ports      tcp/1433 udp/1434
ndpi       MsSQL-TDS
wireshark  tds
iana       ms-sql-s ms-sql-m

# Pre-login, login, and answers.
evidence tcp packet
  expression ^\x12[\x00\x01]..\x00\x00[\x00-\x04]\x00[\x00-\x06]\x00
  where u16be(2) == length
evidence tcp packet
  expression ^\x10[\x00\x01]..\x00\x00[\x00-\x04]\x00
  where u32le(8) in 94..65535 and u16be(2) >= length
evidence tcp packet
  expression ^\x04[\x00\x01]..[\x00-\x04].[\x00-\x10]\x00[\x00\x05\x0d\x79\x81\xaa\xab\xac\xad\xd1\xd3\xe3\xed\xfd\xfe\xff]
  where u16be(2) == length
evidence tcp packet
  expression ^[\x01\x03\x0e][\x00\x01\x09]..\x00\x00[\x00-\x10]\x00
  where u16be(2) == length and length >= 12
# The browser's answer.
evidence udp packet
  expression ^\x05..ServerName;
evidence udp packet weak
  expression ^(\x02|\x03|\x04[ -~]+\x00)$
  needs port
