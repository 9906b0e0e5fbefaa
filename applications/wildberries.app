name    wildberries
title   Wildberries
groups  shopping
host    wildberries.ru wb.ru wbstatic.net wbbasket.ru wildberries.by wildberries.kz wbcontent.net
