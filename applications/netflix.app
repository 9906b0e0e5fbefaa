name    netflix
title   Netflix
groups  video streaming
host    netflix.com netflix.net nflxvideo.net nflximg.com nflximg.net nflxext.com nflxso.net nflxsearch.net
host    netflixdnstest.com netflix.ca nflxvideo.com netflixinvestor.com netflixstudios.com nflxdns.net
host    netflixpartners.com
ndpi    NetFlix
