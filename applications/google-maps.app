name    google-maps
title   Google Maps
groups  maps
host    maps.google.com maps.googleapis.com maps.gstatic.com mapsplatform.google.com khms.google.com
host    khms0.google.com khms1.google.com khmdb.google.com mts.googleapis.com earth.google.com
host    streetviewpixels-pa.googleapis.com
ndpi    GoogleMaps
