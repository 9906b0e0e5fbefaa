name    yandex-cloud
title   Yandex Cloud
groups  cloud
host    yandexcloud.net cloud.yandex.ru cloud.yandex.net cloud.yandex.com yandex.cloud yandexcloud.com
host    yccdn.net
ndpi    YandexCloud
