name    lastfm
title   Last.fm
groups  music
host    last.fm lastfm.com audioscrobbler.com lst.fm lastfm.freetls.fastly.net lastfm.de
ndpi    LastFM
