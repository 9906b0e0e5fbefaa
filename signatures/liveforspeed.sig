name       liveforspeed
title      Live for Speed, InSim
reference  Live for Speed, InSim.txt: IS_ISI, IS_VER
groups     game
ports      tcp/29999 udp/29999

# The first packet, 44 bytes or, later, 11 times four: a port and flags, the version of InSim, a prefix, an
# interval, the password and the program's name.
evidence either packet
  expression ^[\x2c\x0b]\x01[\x00-\xff]\x00....[\x00-\x0f][\x00!-~]..[ -~\x00]{32}
# The answer: the game's version and licence.
evidence either packet
  expression ^[\x14\x05]\x02[\x00-\xff]\x00\d\.\d[ -~\x00]{5}(DEMO|S[1-3]\x00\x00)\x00
