name    gaana
title   Gaana
groups  music streaming
host    gaana.com gaanacdn.com
