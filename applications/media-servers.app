name    media-servers
title   Media servers at home
groups  video streaming
host    emby.media mb3admin.com jellyfin.org kodi.tv xbmc.org
