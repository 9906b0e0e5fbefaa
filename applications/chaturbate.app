name    chaturbate
title   Chaturbate
groups  adult video
host    chaturbate.com mmcdn.com cbvideo.com
ndpi    AdultContent
