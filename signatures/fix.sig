name       fix
title      Financial Information eXchange
reference  FIX 4.4 and FIXT 1.1, standard header
groups     finance
ndpi       FIX
wireshark  fix

evidence tcp packet
  expression ^8=FIX(T\.1\.1|\.[2-5]\.\d)\x019=\d+\x0135=
