name    classifieds
title   Classified advertisements
groups  shopping
host    kleinanzeigen.de ebay-kleinanzeigen.de leboncoin.fr leboncoin.io marktplaats.nl 2dehands.be
host    mobile.de subito.it kijiji.ca kijiji.it
