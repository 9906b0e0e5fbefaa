name    jd
title   JD.com
groups  shopping
host    jd.com 360buyimg.com jdcloud.com jd.hk jdpay.com 360buy.com jcloudcs.com jcloud.com joybuy.com
host    jdl.cn
