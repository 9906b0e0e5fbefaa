name       snmp
title      Simple Network Management Protocol
reference  RFC 1157, RFC 3416, RFC 3412
groups     monitoring
ports      udp/161 udp/162
ndpi       SNMP
wireshark  snmp
iana       snmp snmptrap

# Versions 1 and 2c: a community, then a PDU. Version 3: header data with its flags.
evidence either packet
  expression ^\x30([\x00-\x7f]|\x81.|\x82..)\x02\x01[\x00\x01]\x04[\x00-\x7f][ -~]*[\xa0-\xa8]([\x00-\x7f]|\x81.|\x82..)\x02
  expression ^\x30([\x00-\x7f]|\x81.|\x82..)\x02\x01\x00\x04[\x00-\x7f][ -~]*\xa4([\x00-\x7f]|\x81.|\x82..)\x06
  expression ^\x30([\x00-\x7f]|\x81.|\x82..)\x02\x01\x03\x30[\x0d-\x12]\x02[\x01-\x04]
