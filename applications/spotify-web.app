name    spotify-web
title   Spotify
groups  music streaming
host    spotify.com scdn.co spotifycdn.com spotifycdn.net spoti.fi pscdn.co spotify.net
host    audio-ak-spotify-com.akamaized.net heads-ak-spotify-com.akamaized.net
host    audio4-ak-spotify-com.akamaized.net spotify.link spotify-com.akamaized.net spotilocal.com
host    megaphone.fm anchor.fm byspotify.com tospotify.com
ndpi    Spotify
