name    avast-web
title   Avast and AVG
groups  security
host    avast.com avcdn.net avg.com avast.ru avast.cz
ndpi    AVAST
