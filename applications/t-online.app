name    t-online
title   Telekom
groups  web mail
host    t-online.de telekom.de telekom.com magentatv.de telekom.net toi.de t-mobile.com t-mobile.de
host    magenta.tv
