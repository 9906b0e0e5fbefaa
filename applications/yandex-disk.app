name    yandex-disk
title   Yandex Disk
groups  storage
host    disk.yandex.ru disk.yandex.net disk.yandex.com yadi.sk webdav.yandex.ru cloud-api.yandex.net
host    storage.yandex.net
ndpi    YandexDisk
