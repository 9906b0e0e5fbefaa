name    alipay
title   Alipay
groups  finance
host    alipay.com alipayobjects.com alipay.cn alipayplus.com antgroup.com alipaydns.com antfin.com
host    mybank.cn alipay.hk alipay-cloud.com
ndpi    Alibaba
