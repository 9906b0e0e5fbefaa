name    youtube
title   YouTube
groups  video streaming
host    youtube.com youtu.be googlevideo.com ytimg.com youtube-nocookie.com youtubei.googleapis.com yt3.ggpht.com
ndpi    YouTube YouTubeUpload
