name    kodi
title   Kodi
groups  video streaming
host    kodi.tv xbmc.org
