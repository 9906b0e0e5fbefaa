name    music-services
title   Smaller music services
groups  music streaming
host    anghami.com anghcdn.co boomplay.com boomplaymusic.com gaana.com gaanacdn.com saavn.com saavncdn.com
host    jiosaavn.com joox.com kugou.com kugou.net mixcloud.com musixmatch.com mxmcdn.net napster.com
host    rhapsody.com qobuz.com
ndpi    Tencent
