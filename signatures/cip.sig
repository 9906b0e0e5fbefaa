name       cip
title      Common Industrial Protocol, implicit messages
reference  ODVA, CIP volume 2 section 2-6
groups     industrial
ports      udp/2222
ndpi       CIP
wireshark  cipio

evidence udp packet
  expression ^\x02\x00\x02\x80\x08\x00........\xb1\x00
