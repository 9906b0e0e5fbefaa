name       thrift
title      Apache Thrift
reference  Thrift binary and compact protocol encodings
groups     rpc
ports      tcp/9090
ndpi       Thrift
wireshark  thrift

# Strict binary messages, framed or not; a call's name follows.
evidence tcp packet
  expression ^(\x00...)?\x80\x01\x00[\x01-\x04]\x00\x00[\x00-\x02][\x01-\xff][A-Za-z_][A-Za-z0-9_:.]{2,}
evidence either packet
  expression ^\x82[\x21\x41\x61\x81]([\x00-\x7f]|[\x80-\xff]{1,4}[\x00-\x7f])[\x03-\x40][A-Za-z_][A-Za-z0-9_:.]{2,}
