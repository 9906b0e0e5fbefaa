name       c1222
title      ANSI C12.22 metering
reference  ANSI C12.22, RFC 6142
groups     industrial
ports      tcp/1153 udp/1153
ndpi       ANSI_C1222
wireshark  c1222
iana       c1222-acse

evidence either packet
  expression ^\x60[\x10-\x7f][\xa1\xa2]
  where u8(1) == length - 2 and u8(3) <= length
evidence either packet
  expression ^\x60(\x81.|\x82..)[\xa1\xa2][\x04-\x40]\x06[\x02-\x20]
