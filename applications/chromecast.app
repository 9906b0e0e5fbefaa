name    chromecast
title   Chromecast
groups  streaming iot
host    chromecast.com cast.google.com
ndpi    GoogleServices
