name    shops-europe
title   European shops
groups  shopping
host    allegro.pl allegroimg.com allegrostatic.com allegro.cz allegrogroup.com bol.com s-bol.com otto.de
host    otto.static-shops.de
