name    yandex-market
title   Yandex Market
groups  shopping
host    market.yandex.ru market.yandex.net beru.ru
ndpi    YandexMarket
