name    taobao
title   Taobao and Tmall
groups  shopping
host    taobao.com tmall.com taobaocdn.com tmall.hk tb.cn taobao.org tanx.com etao.com xianyu.com
host    goofish.com
ndpi    Alibaba
