name    tencent
title   Tencent
groups  web cloud
host    tencent.com tencent.cn tencent-cloud.com tencent-cloud.net tencentcs.com myqcloud.com
host    tencentcloud.com tencentcloudapi.com qcloud.com qcloudcdn.com tencentcdb.com tcdn.qq.com
host    tencentmusic.com imqcloud.com qcloudimg.com dnspod.cn dnspod.com dnspod.net
ndpi    Tencent
