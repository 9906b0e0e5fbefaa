name    yandex-mail
title   Yandex Mail
groups  mail
host    mail.yandex.ru mail.yandex.com imap.yandex.ru imap.yandex.com smtp.yandex.ru smtp.yandex.com
host    pop.yandex.ru pop.yandex.com mx.yandex.ru mx.yandex.net xmpp.yandex.ru mail.yandex.net
ndpi    YandexMail
