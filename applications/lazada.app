name    lazada
title   Lazada
groups  shopping
host    lazada.com lazada.sg lazada.co.th lazada.vn lazada.com.my lazada.com.ph lazada.co.id lazcdn.com
host    slatic.net lzd.co
ndpi    Alibaba
