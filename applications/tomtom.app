name    tomtom
title   TomTom
groups  maps
host    tomtom.com
