name    jellyfin
title   Jellyfin
groups  video streaming
host    jellyfin.org
