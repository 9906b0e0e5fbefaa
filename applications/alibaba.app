name    alibaba
title   Alibaba
groups  shopping web
host    alibaba.com alicdn.com 1688.com alibaba-inc.com mmstat.com tbcdn.cn alibabausercontent.com
host    alibabagroup.com alibabacorp.com cainiao.com fliggy.com ele.me elemecdn.com uc.cn ucweb.com amap.com
host    autonavi.com gaode.com
ndpi    Alibaba
