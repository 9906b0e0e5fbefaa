name    bytedance
title   ByteDance
groups  web
host    bytedance.com bytedance.net bytecdn.cn byteimg.com bytegoofy.com bytedapm.com pstatp.com snssdk.com
host    bytegecko.com bytescm.com bytednsdoc.com volces.com volcengine.com ibytedapm.com byted.org
host    toutiao.com toutiaocdn.com
ndpi    TikTok
