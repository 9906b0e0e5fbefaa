name    among-us
title   Among Us
groups  game
host    innersloth.com among.us
ndpi    AmongUs
