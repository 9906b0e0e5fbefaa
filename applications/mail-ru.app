name    mail-ru
title   Mail.ru
groups  mail web
host    mail.ru imgsmail.ru mradx.net list.ru bk.ru inbox.ru vk.company mrgcdn.ru mail.ru.net
