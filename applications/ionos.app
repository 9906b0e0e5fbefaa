name    ionos
title   IONOS
groups  cloud
host    ionos.com ionos.de 1and1.com 1und1.de ionos.co.uk ionos.fr kundenserver.de perfora.net online.de
host    live-website.com ionos.cloud
