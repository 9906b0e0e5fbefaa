name    tenor
title   Tenor
groups  photo
host    tenor.com tenor.co tenor.googleapis.com
