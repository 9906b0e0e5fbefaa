name       clickhouse
title      ClickHouse native protocol
reference  ClickHouse documentation, native protocol
groups     database
ports      tcp/9000
ndpi       ClickHouse

evidence tcp packet
  expression ^\x00[\x0a-\x40]ClickHouse\x20
