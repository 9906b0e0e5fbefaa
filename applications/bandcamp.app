name    bandcamp
title   Bandcamp
groups  music shopping
host    bandcamp.com bcbits.com
