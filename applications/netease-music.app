name    netease-music
title   NetEase Cloud Music
groups  music streaming
host    music.163.com music.126.net iplay.163.com
