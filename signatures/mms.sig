name       mms
title      Manufacturing Message Specification
reference  ISO 9506-2, over ISO 8327 and RFC 1006
groups     industrial
ports      tcp/102
ndpi       ISO9506-1-MMS
wireshark  mms

# The session connection that offers MMS; then requests and answers in the presentation context 3.
evidence tcp packet
  expression ^\x03\x00..\x02\xf0\x80[\x0d\x0e].*\x28\xca\x22\x02
  expression ^\x03\x00..\x02\xf0\x80\x01\x00\x01\x00\x61([\x00-\x7f]|\x81.|\x82..)\x30([\x00-\x7f]|\x81.|\x82..)\x02\x01\x03\xa0([\x00-\x7f]|\x81.|\x82..)[\xa0-\xa4]
