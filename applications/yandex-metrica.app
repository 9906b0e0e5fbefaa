name    yandex-metrica
title   Yandex Metrica
groups  analytics
host    mc.yandex.ru mc.yandex.com metrika.yandex.ru appmetrica.yandex.ru appmetrica.yandex.net
host    appmetrica.yandex.com metrica.yandex.com mc.webvisor.org mc.webvisor.com startup.mobile.yandex.net
ndpi    YandexMetrika
