name    plex
title   Plex
groups  video streaming
host    plex.tv plex.direct plexapp.com plex.bz
