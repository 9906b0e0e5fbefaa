name    al-jazeera
title   Al Jazeera
groups  news video
host    aljazeera.com aljazeera.net
