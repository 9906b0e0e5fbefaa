name    apple-music
title   Apple Music
groups  music streaming
host    music.apple.com aod.itunes.apple.com streamingaudio.itunes.apple.com radio.itunes.apple.com
host    aodp-ssl.itunes.apple.com play.itunes.apple.com
ndpi    AppleiTunes
