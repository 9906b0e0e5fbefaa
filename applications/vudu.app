name    vudu
title   Vudu
groups  video streaming
host    vudu.com vudu.map.fastly.net fandangoathome.com fandango.com
ndpi    Vudu
