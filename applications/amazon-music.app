name    amazon-music
title   Amazon Music
groups  music streaming
host    music.amazon.com music.amazon.co.uk music.amazon.de music.amazon.fr music.amazon.it music.amazon.es
host    music.amazon.co.jp music.amazon.in amazonmusic.com amz-music-cdn.com mas-sdk.amazon.com
ndpi    Amazon
