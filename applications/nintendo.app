name    nintendo
title   Nintendo
groups  game
host    nintendo.com nintendo.net nintendo.co.jp nintendo-europe.com nintendowifi.net nintendoswitch.com
host    nintendo.co.uk nintendo.de nintendo.fr nintendo.es nintendo.it nintendoservicecentre.co.uk
host    nintendo.eu
ndpi    Nintendo
