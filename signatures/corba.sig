name       corba
title      CORBA, General Inter-ORB Protocol
reference  OMG CORBA 3.3 part 2 section 9.4
groups     rpc
ports      tcp/683 tcp/2809
ndpi       Corba
wireshark  giop
iana       corba-iiop corbaloc

evidence tcp packet
  expression ^GIOP\x01[\x00-\x03][\x00-\x07][\x00-\x07]
