name    apple-podcasts
title   Apple Podcasts
groups  music streaming
host    podcasts.apple.com podcasts.itunes.apple.com
ndpi    AppleiTunes
