name    instagram
title   Instagram
groups  social photo video
host    instagram.com cdninstagram.com ig.me instagr.am igcdn.com igsonar.com igtv.com
host    instagram.c10r.facebook.com
ndpi    Instagram
