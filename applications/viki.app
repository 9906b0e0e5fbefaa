name    viki
title   Viki
groups  video streaming
host    viki.com viki.io
