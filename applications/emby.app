name    emby
title   Emby
groups  video streaming
host    emby.media mb3admin.com
