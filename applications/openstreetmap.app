name    openstreetmap
title   OpenStreetMap
groups  maps
host    openstreetmap.org osm.org openstreetmap.fr openstreetmap.de osmand.net organicmaps.app tile.org
