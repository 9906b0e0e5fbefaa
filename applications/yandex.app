name    yandex
title   Yandex
groups  web search
host    yandex.ru yandex.com yandex.net yandex.by yandex.kz yandex.ua yandex.com.tr yandex.uz ya.ru
host    yastatic.net yastat.net yandex.st yandex-team.ru dzen.ru yandex.fr yandex.az yandex.ge yandex.eu
host    yandex.com.am yandex.com.ge turbopages.org dzeninfra.ru
ndpi    Yandex
