name    deezer
title   Deezer
groups  music streaming
host    deezer.com dzcdn.net deezer.page.link deezerdev.com
ndpi    Deezer
