name    shazam
title   Shazam
groups  music
host    shazam.com shazamid.com
ndpi    Apple
