name    zalando
title   Zalando
groups  shopping
host    zalando.com zalando.de zalando.fr zalando.it zalando.nl zalando.co.uk zalando.pl zalando.es
host    zalando.be zalando.at zalando.ch zalando.se zalando.net ztat.net
