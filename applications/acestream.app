name    acestream
title   Ace Stream
groups  video p2p
host    acestream.org acestream.net acestream.media
