name    tencent-video
title   Tencent Video
groups  video streaming
host    v.qq.com video.qq.com wetv.vip wetvinfo.com wetv.qq.com vd.qq.com smtcdns.net ltsws.qq.com
host    vd.l.qq.com video.gtimg.com
ndpi    Tencentvideo Tencent QQ
