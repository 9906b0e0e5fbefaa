name    classifieds
title   Classified advertisements
groups  shopping
host    kleinanzeigen.de ebay-kleinanzeigen.de leboncoin.fr leboncoin.io marktplaats.nl 2dehands.be
host    mobile.de subito.it kijiji.ca kijiji.it avito.ru avito.st craigslist.org craigslist.com olx.com
host    olx.pl olx.ua olx.pt olx.ro olx.bg olx.kz olx.com.br olx.in olxcdn.com olxgroup.com otomoto.pl
