name       postgresql
title      PostgreSQL
reference  PostgreSQL documentation, frontend/backend protocol
groups     database
ports      tcp/5432
ndpi       PostgreSQL
wireshark  pgsql
iana       postgresql

evidence tcp packet
  expression ^\x00\x00\x00\x08\x04\xd2\x16[\x2f\x30]$
  expression ^\x00\x00\x00\x10\x04\xd2\x16\x2e
  expression ^\x00\x00..\x00\x03\x00[\x00-\x02](user|database|application_name|client_encoding|options|DateStyle|TimeZone|extra_float_digits|replication|fallback_application_name)\x00
# Authentication requests; queries and the end of their answers.
evidence tcp packet
  expression ^R\x00\x00\x00[\x08\x0c\x10-\x60]\x00\x00\x00[\x00-\x0c]
  where u32be(1) <= length - 1
evidence tcp packet
  expression ^[QP]\x00\x00
  where u32be(1) == length - 1 and u8(-1) == 0 and length >= 8
evidence tcp packet
  expression ^[TDZCEB123]\x00\x00
  where u32be(-5) == 5 and u8(-6) == 0x5a and length >= 12
