name       mysql
title      MySQL and MariaDB
reference  MySQL client/server protocol, initial handshake
groups     database
ports      tcp/3306
ndpi       MySQL
wireshark  mysql
iana       mysql

# Protocol version 10, the server's version, thread id, the first half of the salt and its filler.
evidence tcp packet
  expression ^...\x00\x0a[3-9]\.[0-9]{1,2}\.[ -~]+\x00
  expression ^...\x00\x0a1\d\.[0-9]{1,2}\.[ -~]+\x00
  where u24le(0) <= length - 4 and u24le(0) in 40..255
# A command that is a statement.
evidence tcp packet
  expression ^...\x00\x03(?i:select|insert|update|delete|show|set|use|create|drop|commit|begin|call)[ \n]
  where u24le(0) == length - 4
# Refused before the handshake.
evidence tcp server
  expression ^...[\x00\x01]\xff[\x00-\xff]\x04(#[0-9A-Z]{5})?[A-Z][ -~]+
  where u24le(0) == length - 4
