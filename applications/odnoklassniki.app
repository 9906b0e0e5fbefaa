name    odnoklassniki
title   Odnoklassniki
groups  social
host    ok.ru odnoklassniki.ru mycdn.me okcdn.ru ok.me
