name    path-of-exile
title   Path of Exile
groups  game
host    pathofexile.com poecdn.com pathofexile2.com grindinggear.com
ndpi    PathofExile
