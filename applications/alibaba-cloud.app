name    alibaba-cloud
title   Alibaba Cloud
groups  cloud
host    aliyun.com aliyuncs.com alibabacloud.com aliyun-inc.com alikunlun.com kunlunar.com kunlunaq.com
host    kunlunca.com kunluncan.com kunlunsl.com kunlungem.com alicloud.com hichina.com alidns.com
host    aliyuncdn.com aliyunddos0001.com kunlungr.com kunlunhuf.com kunlunle.com kunlunno.com kunlunpi.com
host    cdngslb.com tbcache.com alicloudapi.com alicloudccp.com aliyundrive.com aliyundrive.net alipan.com
ndpi    Alibaba AliCloud
