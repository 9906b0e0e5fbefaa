name    yandex-music
title   Yandex Music
groups  music streaming
host    music.yandex.ru music.yandex.com music.yandex.net music.yandex.by music.yandex.kz
ndpi    YandexMusic
