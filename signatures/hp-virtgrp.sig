name       hp-virtgrp
title      HP Virtual Groups
reference  from the bytes: a kind, a length, on the port that its clients use
groups     networking
ports      tcp/5223
ndpi       HP_VIRTGRP
iana       hpvirtgrp

evidence tcp packet weak
  expression ^[\x14-\x1a]\x00.\x00
  where u16be(1) == length
  needs other-side
