name    youtube
title   YouTube
groups  video streaming
host    youtube.com youtu.be googlevideo.com ytimg.com youtube-nocookie.com youtubei.googleapis.com
host    youtube.googleapis.com youtubeembeddedplayer.googleapis.com yt3.ggpht.com yt.be youtubekids.com
host    youtubeeducation.com ytimg.l.google.com youtube-ui.l.google.com yt3.googleusercontent.com
ndpi    YouTube YouTubeUpload
