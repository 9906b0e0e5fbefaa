name       corba
title      CORBA, General Inter-ORB Protocol
reference  OMG CORBA 3.3 part 2 section 9.4
groups     rpc
ndpi       Corba
wireshark  giop

evidence tcp packet
  expression ^GIOP\x01[\x00-\x03][\x00-\x07][\x00-\x07]
