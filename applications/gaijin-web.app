name    gaijin-web
title   Gaijin Entertainment
groups  game
host    gaijin.net warthunder.com crossout.net enlisted.net gaijin.ru gaijinent.com gaijindistribution.com
ndpi    GaijinEntertainment
