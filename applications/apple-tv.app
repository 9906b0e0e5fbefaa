name    apple-tv
title   Apple TV+
groups  video streaming
host    tv.apple.com play-edge.itunes.apple.com hls-amt.itunes.apple.com hls.itunes.apple.com
host    np-edge.itunes.apple.com uts-api.itunes.apple.com
ndpi    AppleTVPlus
