name    huawei-cloud
title   Huawei Cloud
groups  cloud
host    huaweicloud.com myhuaweicloud.com hwclouds.com myhwclouds.com huaweicloud.cn hwcloudvis.com
host    hc-cdn.com hwcloudcdn.com hwclouddns.com hwcloudlive.com myhuaweicloud.eu
ndpi    HuaweiCloud
