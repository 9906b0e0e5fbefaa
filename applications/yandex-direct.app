name    yandex-direct
title   Yandex Direct
groups  advertising
host    direct.yandex.ru an.yandex.ru yandexadexchange.net adfox.ru adfox.yandex.ru bs.yandex.ru
host    awaps.yandex.net direct.yandex.com adsdk.yandex.ru
ndpi    YandexDirect
