name    ozon
title   Ozon
groups  shopping
host    ozon.ru ozone.ru ozon.travel ozonusercontent.com ozon.by ozon.kz
