name    allegro
title   Allegro
groups  shopping
host    allegro.pl allegroimg.com allegrostatic.com allegro.cz allegrogroup.com
