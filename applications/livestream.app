name    livestream
title   Livestream
groups  video streaming
host    livestream.com livestreamapis.com
ndpi    Livestream
