name    avito
title   Avito
groups  shopping
host    avito.ru avito.st
