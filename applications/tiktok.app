name    tiktok
title   TikTok
groups  social video
host    tiktok.com tiktokv.com tiktokcdn.com tiktokcdn-us.com tiktokcdn-eu.com tiktokv.us tiktokv.eu
host    tiktokw.us tiktokw.eu tiktok-row.net tiktok-minis.com musical.ly muscdn.com byteoversea.com
host    ibyteimg.com ibytedtos.com ttlivecdn.com ttwstatic.com tiktokglobalshop.com tiktokd.org tiktokd.net
host    amemv.com bytefcdn-oversea.com
ndpi    TikTok
