name    gifs
title   Moving pictures
groups  photo
host    tenor.com tenor.co tenor.googleapis.com giphy.com gph.is
