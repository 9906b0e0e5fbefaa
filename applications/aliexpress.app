name    aliexpress
title   AliExpress
groups  shopping
host    aliexpress.com aliexpress.ru aliexpress-media.com aliexpress.us ae01.alicdn.com ae04.alicdn.com
host    aliexpress.es aliexpress.fr aecdn.alicdn.com
ndpi    Alibaba
