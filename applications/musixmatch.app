name    musixmatch
title   Musixmatch
groups  music reference
host    musixmatch.com mxmcdn.net
