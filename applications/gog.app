name    gog
title   GOG
groups  game shopping
host    gog.com gog-statics.com gogcdn.net cdprojektred.com
