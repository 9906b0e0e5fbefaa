name    qq-music
title   QQ Music
groups  music streaming
host    y.qq.com qqmusic.qq.com music.tc.qq.com
ndpi    QQ Tencent
