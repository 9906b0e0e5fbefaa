name       heroes-of-the-storm
title      Heroes of the Storm
reference  from the bytes: a sequence mark behind fourteen bytes
groups     game
ports      udp/1119 udp/3724
ndpi       Heroes_of_the_Storm

evidence udp packet weak
  expression ^.
  where u16be(14) & 0xffef == 0x4000 and length >= 20
  needs port
