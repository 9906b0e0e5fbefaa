name    pluto-tv
title   Pluto TV
groups  video streaming
host    pluto.tv plutotv.net plutopreprod.tv
